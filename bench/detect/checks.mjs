import { check } from '../check.mjs'

/** Spans are in order, disjoint and within the text; every planted value lies in one, and where nothing is planted there is none. */
export const checkSpans = (spans, { text, values }, what) => {
  let last = 0
  for (const { start, end } of spans) {
    check(start >= last && end > start && end <= text.length, `${what}: spans out of order`)
    last = end
  }
  if (values === null) return
  check(values.length > 0 || spans.length === 0, `${what}: found something in a clean text`)
  for (const value of values) {
    const at = text.indexOf(value)
    check(
      spans.some(({ start, end }) => start <= at && end >= at + value.length),
      `${what}: missed a value`,
    )
  }
}

export const checkScan = (scan, corpora, what) => {
  for (const texts of Object.values(corpora)) for (const each of texts) checkSpans(scan(each.text), each, what)
}
