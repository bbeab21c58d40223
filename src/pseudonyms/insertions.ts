/** Restored values in the spelling that their place needs, as binary strings; made when first needed. */
export type Insertions = {
  /** `'url'`: percent-encoded; a number: that many JSON string encodings. The token must be issued. */
  readonly text: (token: string, place: 'url' | number) => string
  /** Whether the value would open a URL, so that what follows it stands in one. */
  readonly opensUrl: (token: string) => boolean
  readonly bytes: (token: string) => Uint8Array
}

const OPENS_URL = /(?:https?|wss?|data):|[/\\][/\\]/i
const ENCODED_PERCENT = /%25([0-9A-Fa-f]{2})/g
const LONE_SURROGATE = /\p{Surrogate}/gu

const toBinary = (text: string): string => Buffer.from(text, 'utf8').toString('latin1')

/** Lone surrogates survive as `\udXXX` inside JSON and become U+FFFD elsewhere, as every UTF-8 encoder has it. */
const spell = (value: string, place: 'url' | number): string => {
  // A value that the caller wrote percent-encoded is spelled for a URL already: encoded again it would be another value.
  if (place === 'url')
    return encodeURIComponent(value.replace(LONE_SURROGATE, '\ufffd')).replace(ENCODED_PERCENT, '%$1')
  let text = value
  for (let depth = 0; depth < place; depth++) text = JSON.stringify(text).slice(1, -1)
  return toBinary(text)
}

export const createInsertions = (values: ReadonlyMap<string, string>): Insertions => {
  const spelled = new Map<string, string>()
  const originalOf = (token: string): string => values.get(token) ?? ''
  return {
    text: (token, place) => {
      const key = `${place} ${token}`
      let text = spelled.get(key)
      if (text === undefined) {
        text = spell(originalOf(token), place)
        spelled.set(key, text)
      }
      return text
    },
    opensUrl: (token) => OPENS_URL.test(originalOf(token)),
    bytes: (token) => Buffer.from(originalOf(token), 'utf8'),
  }
}
