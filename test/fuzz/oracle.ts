import type { Planted } from './planted.js'

/** What must not be in the bytes that were forwarded, found out without the product's code. */

const TEXT = new Set(['message', 'title', 'metadata'])
const STRUCTURAL = new Set([
  ...['thread_id', 'parent_message_id', 'branch_id', 'existing_user_message_id', 'project_id', 'model', 'uploaded_files'],
  'new_tool_call_ids',
])
/** Inside tools, their choice and their results these hold ids and grammar; so do all names of members. */
const TOOLS = new Set(['tools', 'tool_choice', 'tool_call_results'])
const TOOL_STRUCTURAL = new Set([
  ...['id', 'name', 'type', 'role', 'tool_call_id', 'call_id', 'required', 'format', 'pattern', '$ref', '$schema', '$id'],
])

type Visit = (text: string, isText: boolean, member: string) => void

const walk = (value: unknown, isText: boolean, isTool: boolean, member: string, visit: Visit): void => {
  if (typeof value === 'string' || typeof value === 'number') visit(String(value), isText, member)
  else if (Array.isArray(value)) for (const item of value) walk(item, isText, isTool, member, visit)
  else if (typeof value === 'object' && value !== null)
    for (const [key, child] of Object.entries(value)) {
      const childIsText = isText && !(isTool && TOOL_STRUCTURAL.has(key))
      visit(key, isText && !isTool, '')
      walk(child, childIsText, isTool, key, visit)
    }
}

const walkBody = (body: unknown, visit: Visit): void => {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return walk(body, true, false, '', visit)
  for (const [key, value] of Object.entries(body)) {
    visit(key, !STRUCTURAL.has(key) && !TOOLS.has(key) && !TEXT.has(key), '')
    walk(value, !STRUCTURAL.has(key), TOOLS.has(key), key, visit)
  }
}

const BEFORE = /(?:^|[\s"'(,;])$/
const AFTER = /^(?:$|[\s"'),;!?]|\.(?:\s|$))/

/** True when the value stands by itself in the text: what a rule must find. */
const standsAlone = (text: string, value: string): boolean => {
  for (let at = text.indexOf(value); at >= 0; at = text.indexOf(value, at + 1))
    if (BEFORE.test(text.slice(Math.max(0, at - 1), at)) && AFTER.test(text.slice(at + value.length, at + value.length + 2)))
      return true
  return false
}

/** Planted values that are intact in a text position of the mutant, and nowhere else. */
export const atStake = (source: string, planted: readonly Planted[]): Planted[] => {
  const body: unknown = JSON.parse(source)
  return planted.filter(({ value, cue, entity }) => {
    let isIntact = false
    let isElsewhere = false
    walkBody(body, (text, isText, member) => {
      if (!isText) isElsewhere ||= text.includes(value)
      else if (entity === 'CARD_NUMBER') isIntact ||= member === 'card_number' && text === value
      else isIntact ||= standsAlone(text, value) && text.includes(cue.replace('{}', () => value))
    })
    return isIntact && !isElsewhere
  })
}

const tryTo = <T>(action: () => T): T | null => {
  try {
    return action()
  } catch {
    return null
  }
}

const strings = (value: unknown, out: string[]): void => {
  walk(value, true, false, '', (text) => {
    out.push(text)
    const inner = /^\s*[[{"]/.test(text) ? tryTo(() => JSON.parse(text) as unknown) : null
    if (inner !== null && inner !== text) strings(inner, out)
  })
}

/** Every reading of some bytes: as they are, JSON-unescaped at any depth, percent-decoded, base64-decoded. */
export const readings = (bytes: Buffer): string => {
  const raw = bytes.toString('utf8')
  const out = [raw]
  const json = tryTo(() => JSON.parse(raw) as unknown)
  if (json !== null) strings(json, out)
  out.push(raw.replace(/\\u([0-9a-f]{4})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))))
  for (const run of raw.match(/[^\s"]*%[0-9a-f]{2}[^\s"]*/gi) ?? []) {
    const decoded = tryTo(() => decodeURIComponent(run))
    if (decoded !== null) out.push(decoded)
  }
  return out.join('\n')
}

const WORD = /[\p{L}\p{N}]/u

/** True when the value stands on token boundaries in the text. */
export const holds = (text: string, value: string): boolean => {
  for (let at = text.indexOf(value); at >= 0; at = text.indexOf(value, at + 1))
    if (!WORD.test(text[at - 1] ?? ' ') && !WORD.test(text[at + value.length] ?? ' ')) return true
  return false
}
