import { EVENT_BYTES, EVENT_COUNT } from './answers.mjs'

/** A streamed answer in OpenAI's shape: two choices in turn, then two tool calls side by side, each of them a lane of its own. */

const FIELDS = { id: 'chatcmpl-81d07c3e42', object: 'chat.completion.chunk', created: 1732306500, model: 'standard-2' }

const WORDS = 'The export works again and the refund is on its way to the account that you named in October '.split(
  /(?<= )/,
)
/** Cut over three events, and whole. */
const SPOKEN = { 5: '<EM', 6: 'AIL', 7: '_1> ', 13: 'or <PHONE_1> ' }
const ARGUMENTS = ['{"to":"<EM', 'AIL', '_1>","call', '":"<PHO', 'NE_', '1>","note":"', 'as ', 'agreed"}']

const TEXT_EVENTS = 30

const delta = (index, content) => ({ index, delta: { content }, logprobs: null, finish_reason: null })
const toolCall = (index, text) => ({ index, function: { arguments: text } })
const callStart = (index) => ({ ...toolCall(index, ''), id: `call_${index}`, type: 'function' })
const toolDelta = (call) => ({ index: 1, delta: { tool_calls: [call] }, logprobs: null, finish_reason: null })

const choices = () => {
  const texts = Array.from({ length: TEXT_EVENTS }, (_, i) => {
    const step = i >> 1
    return delta(i % 2, SPOKEN[step] ?? WORDS[step % WORDS.length])
  })
  const starts = [0, 1].map((index) => toolDelta({ ...callStart(index), function: { name: 'send', arguments: '' } }))
  const calls = ARGUMENTS.flatMap((text) => [0, 1].map((index) => toolDelta(toolCall(index, text))))
  const ends = ['stop', 'tool_calls'].map((reason, index) => ({
    index,
    delta: {},
    logprobs: null,
    finish_reason: reason,
  }))
  return [...texts, ...starts, ...calls, ...ends]
}

const frame = (choice, padding) =>
  `data: ${JSON.stringify({ ...FIELDS, system_fingerprint: `fp_${padding}`, choices: [choice] })}\n\n`

const paddingFor = (all) => {
  const meanBytes = all.reduce((sum, choice) => sum + frame(choice, '').length, 0) / all.length
  return 'x'.repeat(Math.max(0, Math.round(EVENT_BYTES - meanBytes)))
}

const CHOICES = choices()
if (CHOICES.length !== EVENT_COUNT) throw new Error(`${CHOICES.length} events instead of ${EVENT_COUNT}`)

export const OPENAI_EVENTS = [...CHOICES.map((choice) => frame(choice, paddingFor(CHOICES))), 'data: [DONE]\n\n']

/** What each lane of a stream says: the text of each choice, and the arguments of each tool call. */
export const lanesOf = (stream) => {
  const lanes = {}
  const add = (name, text) => {
    lanes[name] = (lanes[name] ?? '') + (text ?? '')
  }
  for (const [, data] of stream.matchAll(/^data: (\{.*)$/gm)) {
    for (const { index, delta } of JSON.parse(data).choices) {
      add(`choice ${index}`, delta.content)
      for (const call of delta.tool_calls ?? []) add(`choice ${index} tool ${call.index}`, call.function.arguments)
    }
  }
  return lanes
}
