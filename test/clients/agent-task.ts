/**
 * One task of an agent: three tools, one after the other, each with what the one before it found, then a sentence. The
 * model's side of it is written in placeholders, as a model behind the gateway would write it.
 */

/** What a person typed. Its values, and those of the tools' results, are invented. */
export const PROMPT = 'Please look up jane.ombrell@corp-example.org, call her, and tell her "Øyvind" called.'

export const PHONE = '+1 415 555 2671'
const COLLEAGUE = 'bo.lindqvist@corp-example.org'

/** Nothing of these may reach the upstream. */
export const PLANTED = ['jane.ombrell', '415 555 2671', '4155552671', 'bo.lindqvist']

export type ToolName = 'look_up' | 'dial' | 'notify'
export type Step = { readonly call: ToolName; readonly args: unknown } | { readonly say: string }

/** What the model does, one step for each request. */
export const STEPS: readonly Step[] = [
  { call: 'look_up', args: { email: '<EMAIL_1>' } },
  { call: 'dial', args: { number: '<PHONE_1>', note: 'for <EMAIL_1>, "urgent"' } },
  { call: 'notify', args: { to: ['<EMAIL_1>', '<EMAIL_2>'] } },
  { say: 'I called <PHONE_1> and told <EMAIL_1> and <EMAIL_2>.' },
]

/** What the tools give back, by name. */
export const RESULTS: Readonly<Record<ToolName, string>> = {
  look_up: JSON.stringify({ phone: PHONE, active: true }),
  dial: `Nobody answered; write to ${COLLEAGUE} too.`,
  notify: 'sent',
}

/** What the tools must have been called with, in this order. */
export const EXPECTED_CALLS = [
  { name: 'look_up', args: { email: 'jane.ombrell@corp-example.org' } },
  { name: 'dial', args: { number: PHONE, note: 'for jane.ombrell@corp-example.org, "urgent"' } },
  { name: 'notify', args: { to: ['jane.ombrell@corp-example.org', COLLEAGUE] } },
]

export const EXPECTED_ANSWER = `I called ${PHONE} and told jane.ombrell@corp-example.org and ${COLLEAGUE}.`

/** JSON Schemas of the tools' arguments. */
export const SCHEMAS = {
  look_up: { type: 'object', properties: { email: { type: 'string' } }, required: ['email'] },
  dial: { type: 'object', properties: { number: { type: 'string' }, note: { type: 'string' } }, required: ['number'] },
  notify: { type: 'object', properties: { to: { type: 'array', items: { type: 'string' } } }, required: ['to'] },
} as const

export const TOOL_NAMES = Object.keys(SCHEMAS) as ToolName[]

/** Tools that note their calls and answer as `RESULTS` says. */
export const createTools = () => {
  const calls: { name: string; args: unknown }[] = []
  const run = (name: ToolName, args: unknown): string => {
    calls.push({ name, args })
    return RESULTS[name]
  }
  return { calls, run }
}
