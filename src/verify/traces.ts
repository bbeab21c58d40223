import type { Seen } from './recorder.js'

/** A value to look for. A short one may stand anywhere by chance: it counts only as a word of the body. */
export type Needle = { readonly text: string; readonly isShort: boolean }

/** Shorter values could be a length, a port or a part of a hash. */
const MIN_DISTINCT = 6
const MIN_COMPACT = 8
const MIN_BASE64 = 8
/** Bytes may be encoded twice: base64 in a percent-encoded header. */
const ROUNDS = 2

const compact = (text: string): string => text.replace(/[\s().\-/]/g, '')

/** What would betray a value: the value in any case, and without its separators. */
export const needlesOf = (value: string): Needle[] => {
  const text = value.trim().toLowerCase()
  if (text === '') return []
  const bare = compact(text)
  const needles = [{ text, isShort: text.length < MIN_DISTINCT }]
  if (bare !== text && bare.length >= MIN_COMPACT) needles.push({ text: bare, isShort: false })
  return needles
}

const unescapeJson = (text: string): string =>
  text.replace(/\\(?:u([0-9a-fA-F]{4})|(["\\/bfnrt]))/g, (_, hex: string | undefined, sign: string) =>
    hex === undefined ? (SIGNS[sign] ?? sign) : String.fromCharCode(Number.parseInt(hex, 16)),
  )

const SIGNS: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' }

const percentDecoded = (text: string): string => {
  if (!text.includes('%')) return text
  const bytes = text.replace(/%([0-9a-fA-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  // What is not Latin-1 was never percent-encoded: only the runs of bytes are read as UTF-8.
  return bytes.replace(/[\u0080-\u00ff]+/g, (run) => Buffer.from(run, 'latin1').toString('utf8'))
}

/** Every run that may be base64 or base64url, decoded from each of the four places where a group can begin. */
const base64Decoded = (text: string): string => {
  const runs = text.match(/[A-Za-z0-9+/_-]{8,}/g) ?? []
  return runs
    .flatMap((run) => [0, 1, 2, 3].map((from) => run.slice(from)))
    .filter(({ length }) => length >= MIN_BASE64)
    .map((run) => Buffer.from(run, 'base64').toString('utf8'))
    .join('\n')
}

const DECODERS = [
  ['JSON-unescaped', unescapeJson],
  ['percent-decoded', percentDecoded],
  ['base64-decoded', base64Decoded],
] as const

type Reading = { readonly how: string; readonly text: string }

/** A text as it is, and as each decoder and each two of them read it. */
export const readingsOf = (raw: string): readonly Reading[] => {
  let latest: Reading[] = [{ how: 'raw', text: raw }]
  const all = [...latest]
  const known = new Set([raw])
  for (let round = 0; round < ROUNDS; round++) {
    const next: Reading[] = []
    for (const { how, text } of latest)
      for (const [name, decode] of DECODERS) {
        const decoded = decode(text)
        if (decoded === '' || known.has(decoded)) continue
        known.add(decoded)
        next.push({ how: how === 'raw' ? name : `${how}, ${name}`, text: decoded })
      }
    all.push(...next)
    latest = next
  }
  return all
}

const WORD = /[\p{L}\p{N}]/u

const holdsWord = (text: string, word: string): boolean => {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1))
    if (!WORD.test(text[at - 1] ?? ' ') && !WORD.test(text[at + word.length] ?? ' ')) return true
  return false
}

/** Whether a text betrays the value, and in which reading; null where it does not. */
export const traceIn = (raw: string, needles: readonly Needle[]): string | null => {
  for (const { how, text } of readingsOf(raw)) {
    const lower = text.toLowerCase()
    const isPlain = how === 'raw' || how === 'JSON-unescaped'
    for (const { text: needle, isShort } of needles)
      if (isShort ? isPlain && holdsWord(lower, needle) : lower.includes(needle)) return how
  }
  return null
}

/** Where a request that reached the upstream betrays the value: `body (raw)`, `header x-title (base64-decoded)`. Null: nowhere. */
export const traceOf = (
  { url, rawHeaders, body }: Seen,
  needles: readonly Needle[],
  ignored: ReadonlySet<string>,
): string | null => {
  const distinct = needles.filter(({ isShort }) => !isShort)
  const inBody = traceIn(body.toString('utf8'), needles)
  if (inBody !== null) return `body (${inBody})`
  const inUrl = traceIn(url, distinct)
  if (inUrl !== null) return `URL (${inUrl})`
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i]?.toLowerCase() ?? ''
    if (ignored.has(name)) continue
    // Node reads header bytes as Latin-1: both readings count.
    const value = rawHeaders[i + 1] ?? ''
    const how = traceIn(value, distinct) ?? traceIn(Buffer.from(value, 'latin1').toString('utf8'), distinct)
    if (how !== null) return `header ${name} (${how})`
  }
  return null
}
