import { type Copy, createCopyBuilder } from './copy.js'

/** Single digits with a sign between each two: `4 1 1 1  1 1 1 1`. Fewer are a list or a date. */
const SPACED_DIGITS = /(?<![0-9][ _*·-]?)[0-9](?:[ _*·-]{1,3}[0-9](?![0-9])){6,40}/g
const SIGN = /[ _*·-]+/g

/** `jane (at) corp dot com`; a bare "at" only where a bare "dot" follows. */
const AT = / ?[([{<] ?(?:at|@|arroba|chiocciola) ?[)\]}>] ?| at (?=[a-z0-9-]{1,63} dot )/gi
const DOT = /^ ?[([{<] ?(?:dot|punkt|punto|\.) ?[)\]}>] ?|^ dot |^\./i
const LABEL = /^[a-z0-9-]{1,63}/i
const MAX_LABELS = 8
const LOCAL_UNIT = /[A-Za-z0-9._%+-]/

/** Reads the labels of a host from `at` on; the dots between them are replaced. False when it is no host. */
const readHost = (text: string, at: number): readonly (readonly [start: number, end: number])[] => {
  const dots: (readonly [number, number])[] = []
  let from = at
  for (let count = 0; count < MAX_LABELS; count += 1) {
    const label = LABEL.exec(text.slice(from, from + 64))
    if (label === null) return dots.slice(0, -1)
    from += label[0].length
    const dot = DOT.exec(text.slice(from, from + 12))
    if (dot === null) return dots
    dots.push([from, from + dot[0].length])
    from += dot[0].length
  }
  return dots
}

/** The copy of a text in which spelt-out addresses are addresses, or null. Linear. */
export const joinAddresses = (text: string): Copy | null => {
  const builder = createCopyBuilder(text)
  for (const { 0: sign, index } of text.matchAll(AT)) {
    if (index < builder.position() || index === 0 || !LOCAL_UNIT.test(text[index - 1]!)) continue
    const dots = readHost(text, index + sign.length)
    if (dots.length === 0) continue
    builder.replace(index, index + sign.length, '@')
    for (const [start, end] of dots) builder.replace(start, end, '.')
  }
  return builder.finish()
}

/** The copy of a text in which spaced-out digits stand together, or null. Linear. */
export const joinDigits = (text: string): Copy | null => {
  const builder = createCopyBuilder(text)
  for (const { 0: run, index } of text.matchAll(SPACED_DIGITS))
    for (const sign of run.matchAll(SIGN)) builder.replace(index + sign.index, index + sign.index + sign[0].length, '')
  return builder.finish()
}

const WORDS: Readonly<Record<string, string>> = {
  ...{ zero: '0', oh: '0', o: '0', one: '1', two: '2', three: '3', four: '4', five: '5', six: '6', seven: '7' },
  ...{ eight: '8', nine: '9', null: '0', eins: '1', zwei: '2', zwo: '2', drei: '3', vier: '4', fünf: '5' },
  ...{ fuenf: '5', sechs: '6', sieben: '7', acht: '8', neun: '9' },
}
const TIMES: Readonly<Record<string, number>> = { double: 2, triple: 3, doppel: 2 }
const names = Object.keys(WORDS).sort((a, b) => b.length - a.length)
const times = `(?:${Object.keys(TIMES).join('|')})`
const word = `(?:${times}[ -])?(?:${names.join('|')})`
/** Between two signs; the edges say nothing new, but let the prefilter pass over the o in other words. */
const innerWord = `(?:${times}[ -])?(?:${names.map((name) => `\\b${name}\\b`).join('|')})`
/** The fewest of a telephone number that says anything. */
const MIN_DIGITS = 7
const SPOKEN = new RegExp(`(?<![\\p{L}])(?:plus )?${word}(?:[ ,.-]{1,3}${word}){4,24}(?![\\p{L}])`, 'giu')
/** Five words in a row, in RE2 syntax. */
export const SPOKEN_TRIGGER = `(?i:${word}(?:[ ,.-]{1,3}${innerWord}){3}[ ,.-]{1,3}${word})`
const EACH = new RegExp(`(?:(${times})[ -])?(${names.join('|')})(?![\\p{L}])`, 'giu')

/** The copy of a text in which digits spelt out in English or German are digits, or null. Linear. */
export const readSpokenDigits = (text: string): Copy | null => {
  const builder = createCopyBuilder(text)
  for (const { 0: run, index } of text.matchAll(SPOKEN)) {
    let digits = /^plus/i.test(run) ? '+' : ''
    for (const [, times, name] of run.matchAll(EACH))
      digits += (WORDS[name!.toLowerCase()] ?? '').repeat(TIMES[times?.toLowerCase() ?? ''] ?? 1)
    if (digits.length >= MIN_DIGITS) builder.replace(index, index + run.length, digits)
  }
  return builder.finish()
}
