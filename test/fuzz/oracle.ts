import type { Planted } from './planted.js'

/** What must not be in the bytes that were forwarded, found out without the product's code. */

const TEXT = new Set(['message', 'title', 'metadata'])
const STRUCTURAL = new Set([
  ...[
    'thread_id',
    'parent_message_id',
    'branch_id',
    'existing_user_message_id',
    'project_id',
    'model',
    'uploaded_files',
  ],
  'new_tool_call_ids',
])
/** Inside tools, their choice and their results these hold ids and grammar; so do all names of members. */
const TOOLS = new Set(['tools', 'tool_choice', 'tool_call_results'])
const TOOL_STRUCTURAL = new Set([
  ...[
    'id',
    'name',
    'type',
    'role',
    'tool_call_id',
    'call_id',
    'required',
    'format',
    'pattern',
    '$ref',
    '$schema',
    '$id',
  ],
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
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    walk(body, true, false, '', visit)
    return
  }
  for (const [key, value] of Object.entries(body)) {
    visit(key, !STRUCTURAL.has(key) && !TOOLS.has(key) && !TEXT.has(key), '')
    walk(value, !STRUCTURAL.has(key), TOOLS.has(key), key, visit)
  }
}

const BEFORE = /(?:^|[\s"'(,;])$/
const AFTER = /^(?:$|[\s"'),;!?]|\.(?:\s|$))/
/** A number beside another one may be read as part of it. */
const NUMBER_BEFORE = /\d[\s-]*$/
const NUMBER_AFTER = /^[\s-]*\d/

/** True when the value stands by itself in the text: what a rule must find. */
const standsAlone = (text: string, value: string): boolean => {
  for (let at = text.indexOf(value); at >= 0; at = text.indexOf(value, at + 1)) {
    const before = text.slice(Math.max(0, at - 4), at)
    const after = text.slice(at + value.length, at + value.length + 4)
    const isBesideNumber = !value.includes('@') && (NUMBER_BEFORE.test(before) || NUMBER_AFTER.test(after))
    if (BEFORE.test(before) && AFTER.test(after) && !isBesideNumber) return true
  }
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
      else
        isIntact ||=
          standsAlone(text, value) &&
          standsAlone(
            text,
            cue.replace('{}', () => value),
          )
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

/** Strings and names of a document go to `out`, those of documents inside its strings to `inner`. */
const strings = (value: unknown, out: string[], inner: string[]): void => {
  walk(value, true, false, '', (text) => {
    out.push(text)
    const nested = /^\s*[[{"]/.test(text) ? tryTo(() => JSON.parse(text) as unknown) : null
    if (nested !== null && nested !== text) strings(nested, inner, inner)
  })
}

/** `plain`: as they are and JSON-unescaped. `encoded`: what nested JSON, escapes, percent-encoding and base64 stand for. */
export type Readings = { readonly plain: string; readonly encoded: string }

const PERCENT = /[^\s"]*%[0-9a-f]{2}[^\s"]*/gi
const BASE64 = /[A-Za-z0-9+/_-]{16,}/g

const percentDecoded = (text: string): string =>
  Buffer.from(
    Buffer.from(text)
      .toString('latin1')
      .replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  ).toString('utf8')

/** Every reading of some bytes in which a value could hide. */
export const readings = (bytes: Buffer): Readings => {
  const raw = bytes.toString('utf8')
  // The letter of an escape is no part of the text: `\f` and `ile` are not `file`.
  const plain = [raw.replace(/\\["\\/bfnrt]/g, '  ')]
  const json = tryTo(() => JSON.parse(raw) as unknown)
  const encoded: string[] = []
  if (json !== null) strings(json, plain, encoded)
  encoded.push(raw.replace(/\\u([0-9a-f]{4})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))))
  for (const text of plain) {
    for (const run of text.match(PERCENT) ?? []) encoded.push(percentDecoded(run))
    for (const run of text.match(BASE64) ?? []) encoded.push(Buffer.from(run, 'base64').toString('utf8'))
  }
  return { plain: plain.join('\n'), encoded: encoded.join('\n') }
}

const WORD_BEFORE = /[\p{L}\p{N}\p{M}]$/u
const WORD_AFTER = /^[\p{L}\p{N}\p{M}]/u

/** True when the value stands on token boundaries in the text. */
const holds = (text: string, value: string): boolean => {
  for (let at = text.indexOf(value); at >= 0; at = text.indexOf(value, at + 1))
    if (
      !WORD_BEFORE.test(text.slice(Math.max(0, at - 2), at)) &&
      !WORD_AFTER.test(text.slice(at + value.length, at + value.length + 2))
    )
      return true
  return false
}

/** Values that the forwarded bytes hold. What the mutant itself had encoded was no intact text. */
export const leaked = (forwarded: Readings, mutant: Readings, values: readonly string[]): string[] =>
  values.filter(
    (value) => holds(forwarded.plain, value) || (holds(forwarded.encoded, value) && !holds(mutant.encoded, value)),
  )
