import { type Copy, chainCopies, createCopyBuilder } from './copy.js'

/** What is decoded once may be encoded still: `%2540`. */
const ROUNDS = 2

/** Percent codes of ASCII, entities, and escapes of programs: only what stands for a character that can be seen. */
export const CODED_TRIGGER = String.raw`%[2-7][0-9A-Fa-f]|&(?:#[0-9]{2,7}|#[xX][0-9A-Fa-f]{2,6}|[a-z]{3,8});|\\u00[2-7][0-9A-Fa-f]|\\u\{0{0,4}[2-7][0-9A-Fa-f]\}|\\x[2-7][0-9A-Fa-f]`
const CODED = new RegExp(CODED_TRIGGER, 'g')

/** Source of the names: the HTML standard, named character references. */
const ENTITIES: Readonly<Record<string, string>> = {
  commat: '@',
  period: '.',
  nbsp: ' ',
  hyphen: '-',
  dash: '-',
  shy: '',
  lowbar: '_',
  colon: ':',
  sol: '/',
  plus: '+',
  num: '#',
  quot: '"',
  apos: "'",
  amp: '&',
}

const MAX_CODE_POINT = 0x10ffff

const charOf = (coded: string): string | null => {
  if (coded.startsWith('&')) {
    if (coded[1] !== '#') return ENTITIES[coded.slice(1, -1)] ?? null
    const isHex = coded[2] === 'x' || coded[2] === 'X'
    const code = isHex ? Number.parseInt(coded.slice(3, -1), 16) : Number(coded.slice(2, -1))
    return code >= 32 && code <= MAX_CODE_POINT ? String.fromCodePoint(code) : null
  }
  const digits = coded.replace(/^%|^\\[ux]\{?|\}$/g, '')
  return String.fromCharCode(Number.parseInt(digits, 16))
}

const decodeOnce = (text: string): Copy | null => {
  const builder = createCopyBuilder(text)
  for (const found of text.matchAll(CODED)) {
    const char = charOf(found[0])
    if (char !== null) builder.replace(found.index, found.index + found[0].length, char)
  }
  return builder.finish()
}

/** The copy of a text in which percent codes, HTML entities and `\u` escapes are what they stand for, or null. Linear. */
export const decodeText = (text: string): Copy | null => {
  let copy: Copy | null = null
  for (let round = 0; round < ROUNDS; round += 1) {
    const next = decodeOnce(copy === null ? text : copy.text)
    if (next === null) break
    copy = chainCopies(copy, next)
  }
  return copy
}
