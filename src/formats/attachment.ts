/** A file inside a string: its text when it is one, `binary` when it is not; null for a string that is no file. */
export type Attachment =
  | { readonly kind: 'binary' }
  | {
      readonly kind: 'text'
      readonly text: string
      readonly isJson: boolean
      readonly encode: (text: string) => string
    }

const BINARY_FILE: Attachment = { kind: 'binary' }
const TEXT_TYPE =
  /^(?:text\/|application\/(?:json|xml|yaml|x-yaml|toml|csv|x-ndjson|ndjson|jsonl|sql|rtf|javascript|x-javascript|typescript|x-sh|graphql|x-www-form-urlencoded|xhtml)\b|[^;]*\+(?:json|xml|yaml)\b)/i
const JSON_TYPE = /^(?:application|text)\/(?:json|[^;]*\+json)\b/i
const BASE64 = /^[A-Za-z0-9+/_-]+={0,2}$/
/**
 * Head of a `data:` URL, in RFC 2397's own grammar and no looser: what stands in the head is not scanned, and text that only
 * begins like one is text. A parameter is a plain name; one with many digits could be a number of somebody.
 */
const DATA_URL = /^data:((?:[\w.+-]{1,80}\/[\w.+-]{1,80})?)((?:;[\w-]{1,40}(?:=[\w.-]{0,120})?){0,8}),/i
const MANY_DIGITS = /(?:\d[^,\d]{0,3}){6}/
const PLAIN_BASE64 = /^[A-Za-z0-9+/]+={0,2}$/
const LINE_BREAKS = /\s+/g
const MIN_FILE_CHARS = 16
const MIN_UNNAMED_CHARS = 256
/** How base64 of common files begins: PNG, JPEG, GIF, RIFF (WebP, WAV), PDF, ZIP, Ogg, MP3, MP4, FLAC. */
const FILE_BEGINNINGS = ['iVBORw0KGgo', '/9j/', 'R0lGOD', 'UklGR', 'JVBERi', 'UEsDB', 'T2dnU', 'SUQz', 'AAAA', 'ZkxhQ']

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

const toBase64 = (base64: string) => {
  const isUrlSafe = /[-_]/.test(base64)
  const isPadded = base64.endsWith('=') || base64.length % 4 === 0
  return (text: string): string => {
    const encoded = Buffer.from(text).toString(isUrlSafe ? 'base64url' : 'base64')
    if (isUrlSafe) return isPadded ? encoded.padEnd(Math.ceil(encoded.length / 4) * 4, '=') : encoded
    return isPadded ? encoded : encoded.replace(/=+$/, '')
  }
}

const decodeText = (base64: string): string | null => {
  try {
    return decoder.decode(Buffer.from(base64, 'base64'))
  } catch {
    return null
  }
}

/** A file of a declared media type. Text that is not base64 is no file: it is read as it stands. */
export const readFile = (mediaType: string, data: string): Attachment | null => {
  const base64 = data.replace(LINE_BREAKS, '')
  if (base64.length < MIN_FILE_CHARS || !BASE64.test(base64)) return null
  if (!TEXT_TYPE.test(mediaType)) return BINARY_FILE
  const text = decodeText(base64)
  if (text === null) return null
  return { kind: 'text', text, isJson: JSON_TYPE.test(mediaType), encode: toBase64(base64) }
}

/** A `data:` URL (RFC 2397). */
export const readDataUrl = (url: string): Attachment | null => {
  const head = DATA_URL.exec(url)
  if (head === null || MANY_DIGITS.test(head[0])) return null
  const [prefix, mediaType = '', parameters = ''] = head
  const data = url.slice(prefix.length)
  const type = mediaType === '' ? 'text/plain' : mediaType
  const isJson = JSON_TYPE.test(type)
  if (/;\s*base64\s*$/i.test(parameters)) {
    const base64 = data.replace(LINE_BREAKS, '')
    if (!TEXT_TYPE.test(type)) return BASE64.test(base64) ? BINARY_FILE : null
    const text = BASE64.test(base64) ? decodeText(base64) : null
    const encode = toBase64(base64)
    return text === null ? null : { kind: 'text', text, isJson, encode: (changed) => prefix + encode(changed) }
  }
  try {
    const text = decodeURIComponent(data)
    return { kind: 'text', text, isJson, encode: (changed) => prefix + encodeURIComponent(changed) }
  } catch {
    return null
  }
}

/** True for a long string that can only be a file in base64; dashes, as in numbers, are not taken for base64 here. */
export const isUnnamedFile = (text: string): boolean =>
  text.length >= MIN_UNNAMED_CHARS && FILE_BEGINNINGS.some((begin) => text.startsWith(begin)) && PLAIN_BASE64.test(text)

/** True for bytes in base64, as a place that is declared to hold them must be. */
export const isBase64 = (text: string): boolean => BASE64.test(text)
