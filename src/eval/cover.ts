import type { LabelledSpan } from './gold.js'

/** Characters of a text that can leak: no white space (as Python's `str.isspace` sees it) and no punctuation. */
const INSIGNIFICANT = /[\p{P}\p{Z}\t-\r\x1c-\x20\x85]/u

type Mask = Uint8Array

const maskOf = (length: number, spans: readonly LabelledSpan[]): Mask => {
  const mask = new Uint8Array(length)
  for (const { s, e } of spans) mask.fill(1, s, e)
  return mask
}

export type Spans = {
  readonly gold: readonly LabelledSpan[]
  readonly predicted: readonly LabelledSpan[]
  readonly ignored: readonly LabelledSpan[]
}

/** Measures of one text by its characters: which labelled spans are hidden whole, and how many characters are right. */
export const coverOf = (text: string, { gold, predicted, ignored }: Spans) => {
  const characters = Array.from(text)
  const goldMask = maskOf(characters.length, gold)
  const predictedMask = maskOf(characters.length, predicted)
  const ignoredMask = maskOf(characters.length, ignored)
  const counts = { tp: 0, fp: 0, fn: 0 }
  const isLeak = new Uint8Array(characters.length)
  characters.forEach((character, at) => {
    if (INSIGNIFICANT.test(character)) return
    if (predictedMask[at] === 0) isLeak[at] = 1
    if (goldMask[at] === 1) counts[predictedMask[at] === 1 ? 'tp' : 'fn'] += 1
    else if (predictedMask[at] === 1 && ignoredMask[at] === 0) counts.fp += 1
  })
  const hidden = gold.map(({ s, e }) => !isLeak.subarray(s, e).includes(1))
  return { counts, hidden }
}
