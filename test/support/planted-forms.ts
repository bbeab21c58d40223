const WIDE = 'utf16le'

/** Base64 of a value wherever it may stand in a longer text: without the signs that its neighbours share. */
const base64Cores = (value: string): string[] =>
  [0, 1, 2].flatMap((before) => {
    const encoded = Buffer.concat([Buffer.alloc(before), Buffer.from(value)])
      .toString('base64')
      .replace(/=+$/, '')
    const first = before === 0 ? 0 : before + 1
    const isWhole = (before + Buffer.byteLength(value)) % 3 === 0
    const core = encoded.slice(first, isWhole ? undefined : -1)
    return [core, core.replaceAll('+', '-').replaceAll('/', '_')]
  })

const everyByte = (value: string, write: (hex: string) => string): string =>
  [...Buffer.from(value)].map((byte) => write(byte.toString(16).padStart(2, '0'))).join('')
const everyUnit = (value: string): string =>
  [...Array(value.length).keys()].map((at) => `\\u${value.charCodeAt(at).toString(16).padStart(4, '0')}`).join('')

/** The bytes that would betray a value: as it is and in other cases, JSON-escaped, percent-, base64- and hex-encoded, in UTF-16, without separators. */
export const formsOf = (value: string): ReadonlyMap<string, Buffer> => {
  const compact = value.replace(/[\s().-]/g, '')
  const texts: [string, string][] = [
    ['raw', value],
    ['lower case', value.toLowerCase()],
    ['upper case', value.toUpperCase()],
    ['compact', compact],
    ['JSON', JSON.stringify(value).slice(1, -1)],
    ['\\u', everyUnit(value)],
    ['percent', encodeURIComponent(value)],
    ['percent of every byte', everyByte(value, (hex) => `%${hex}`)],
    ['percent of every byte, upper case', everyByte(value, (hex) => `%${hex.toUpperCase()}`)],
    ['hex', everyByte(value, (hex) => hex)],
    ['hex, upper case', everyByte(value, (hex) => hex.toUpperCase())],
    ['hex of compact', everyByte(compact, (hex) => hex)],
    ...base64Cores(value).map((text, at): [string, string] => [`base64 ${at}`, text]),
    ...base64Cores(compact).map((text, at): [string, string] => [`base64 of compact ${at}`, text]),
  ]
  return new Map([
    ...texts.map(([name, text]): [string, Buffer] => [name, Buffer.from(text)]),
    ['UTF-16', Buffer.from(value, WIDE)],
  ])
}

/** Which values stand in the bytes, in which form: `index of the value: form`. */
export const tracesOf = (bytes: Buffer, values: readonly string[]): string[] =>
  values.flatMap((value, at) =>
    [...formsOf(value)].filter(([, form]) => bytes.includes(form)).map(([name]) => `value ${at}: ${name}`),
  )
