import type { Planted } from './planted.js'
import type { Random } from './random.js'

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json }

/** Text that trips up readers of JSON, of placeholders, of regular expressions and of objects. */
const ODD = [
  '<EMAIL_1>',
  'EMAIL_1',
  '<PERSON_2>',
  '[EMAIL_1]',
  '&lt;EMAIL_1&gt;',
  '\\u003cEMAIL_1\\u003e',
  '%3CEMAIL_1%3E',
  '<email 1>',
  '<LITERAL_1>',
  '<IBAN_999999999>',
  '$&',
  "$'",
  '__proto__',
  'constructor',
  'toString',
  '\\',
  '"',
  "'",
  '\n',
  '\r\n',
  '\t',
  '\u0000',
  '\u2028',
  '\ufeff',
  '\u200b',
  '😀',
  '𝒳',
  'é',
  'e\u0301',
  'İ',
  'ß',
  '漢字',
  '\ud83d',
  '\udc00',
  '%',
  '%41',
  '```',
  'https://host.example/?q=',
  'data:text/plain,',
  '{"a":"b"}',
  '[DONE]',
  'data: x\n\n',
  '<',
  '>',
  '&',
  ' ',
  '-',
  '0',
] // prettier-ignore
const FREE_KEYS = [
  'note',
  'card_number',
  'constructor',
  '__proto__',
  'a/b',
  'm~n',
  '',
  '😀',
  'content',
  'id',
  'type',
  'name',
]
const TOP_KEYS = [
  'message',
  'title',
  'metadata',
  'tool_call_results',
  'tools',
  'extra',
  'uploaded_files',
  'thread_id',
  'model',
]

const sentence = (random: Random, planted: readonly Planted[]): string => {
  const words = [
    'please',
    'tell',
    'them',
    'about',
    'it',
    'and',
    'then',
    'wait',
    'for',
    'an',
    'answer',
    'Thanks',
    'wir',
    'und',
  ]
  const parts = Array.from({ length: 1 + random.below(6) }, () => random.pick(words))
  for (const { cue, value } of planted)
    if (cue !== '')
      parts.splice(
        random.below(parts.length + 1),
        0,
        cue.replace('{}', () => value),
      )
  return parts.join(' ')
}

const some = (random: Random, planted: readonly Planted[]): Planted[] => planted.filter(() => random.chance(0.5))

/** A valid chat body that holds every planted value at least once in a text position. */
export const chatBody = (random: Random, planted: readonly Planted[]): { [key: string]: Json } => {
  const numbers = planted
    .filter(({ entity }) => entity === 'CARD_NUMBER')
    .map(({ value }) => ({ card_number: Number(value) }))
  const body: { [key: string]: Json } = { message: sentence(random, planted) }
  if (random.chance(0.5)) body.thread_id = random.pick([null, `t-${random.digits(9)}`, `thread_αβ${random.digits(9)}`])
  if (random.chance(0.3)) body.title = sentence(random, some(random, planted))
  if (random.chance(0.3)) body.model = 'gpt-5'
  if (random.chance(0.6) || numbers.length > 0) {
    body.metadata = {
      note: sentence(random, some(random, planted)),
      cards: numbers,
      n: [1e21, 12345678901, -0.5, null, true],
    }
    for (const { value } of some(random, planted)) body.metadata[value] = sentence(random, some(random, planted))
  }
  if (random.chance(0.4)) {
    const content = {
      rows: [sentence(random, some(random, planted)), { deep: sentence(random, some(random, planted)) }],
    }
    body.tool_call_results = [
      { tool_call_id: 'call-1', content: random.chance(0.5) ? content : sentence(random, planted) },
    ]
  }
  if (random.chance(0.3))
    body.tools = [
      { type: 'function', function: { name: 'mail', description: sentence(random, some(random, planted)) } },
    ]
  return body
}

/** All places of a document where a value can be put. */
const places = (root: Json): { readonly holder: { [key: string]: Json }; readonly key: string }[] => {
  if (typeof root !== 'object' || root === null) return []
  const holder = root as { [key: string]: Json }
  return Object.keys(holder).flatMap((key) => [{ holder, key }, ...places(holder[key] as Json)])
}

const own = (holder: { [key: string]: Json }, key: string, value: Json): void => {
  Object.defineProperty(holder, key, { value, enumerable: true, configurable: true, writable: true })
}

/** Changes a document in place: moves, nests, renames, duplicates and spoils, mostly around the planted values. */
export const mutateJson = (random: Random, body: { [key: string]: Json }, planted: readonly Planted[]): void => {
  const all = places(body)
  const { holder: target, key } = random.pick(all)
  const value = target[key] as Json
  const text = typeof value === 'string' ? value : sentence(random, planted)
  const at = random.below(text.length + 1)
  const actions: (() => void)[] = [
    () => own(target, key, text.slice(0, at) + random.pick(ODD) + text.slice(at)),
    () => own(target, key, `${text} ${random.pick(ODD)} ${text}`),
    () => own(target, key, [value, text, [value]]),
    () => own(target, key, { [random.pick(FREE_KEYS)]: value, role: 'user' }),
    () => own(target, key, JSON.stringify({ inner: text, list: [text] })),
    () => own(target, key, random.pick([null, true, -0, '', [], {}, 1e300, 123456789012345680000])),
    () => own(body, random.pick(TOP_KEYS), structuredClone(value)),
    () => own(body, random.pick(ODD), text),
    () => own(body, random.pick(planted).value, text),
    () => own(target, key, Buffer.from(text).toString('base64')),
    () => own(target, key, encodeURIComponent(text.replace(/\p{Surrogate}/gu, ''))),
    () => own(target, key, text.toUpperCase()),
    () => own(target, key, `${random.pick(ODD)}${text.slice(0, 400)}`.repeat(1 + random.below(8))),
  ]
  random.pick(actions)()
}

/** JSON text of a document in some legal spelling: white space, `\u` escapes of any character, escaped slashes. */
export const spell = (random: Random, body: Json): string => {
  const source = JSON.stringify(body, null, random.pick([0, 0, 0, 1, '\t']))
  if (!random.chance(0.3)) return source
  const rate = random.next() * 0.5
  return source.replace(/"(?:[^"\\]|\\.)*"/g, (literal) =>
    literal.replace(/\\.|[^\\"]/g, (unit) => {
      if (unit.length > 1 || !random.chance(rate)) return unit
      return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
    }),
  )
}

/** Flips, drops, doubles or inserts a few bytes. */
export const mutateBytes = (random: Random, bytes: Buffer): Buffer => {
  let out = Buffer.from(bytes)
  random.repeat(3, () => {
    const at = random.below(out.length + 1)
    const run = out.subarray(at, at + 1 + random.below(8))
    const byte = Buffer.of(random.pick([0x22, 0x5c, 0x2c, 0x7b, 0x7d, 0x20, 0x30, 0x40, 0x00, 0xff, random.below(256)]))
    out = random.pick([
      () => Buffer.concat([out.subarray(0, at), byte, out.subarray(at)]),
      () => Buffer.concat([out.subarray(0, at), byte, out.subarray(at + 1)]),
      () => Buffer.concat([out.subarray(0, at), out.subarray(at + run.length)]),
      () => Buffer.concat([out.subarray(0, at), run, out.subarray(at)]),
    ])()
  })
  return out
}
