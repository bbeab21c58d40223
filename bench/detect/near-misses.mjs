const MARK = /\[\[(?!\[)|\]\]/g
const LAST_DIGIT = /\d(?=\D*$)/

const textOf = (example) => (typeof example === 'string' ? example : example.text)

/** An example with its marked value changed in the last digit so that the check digits are wrong; null where nothing can be. */
const breakDigit = (marked, isValid) => {
  const value = /\[\[(?!\[)([\s\S]*?)\]\]/.exec(marked)?.[1]
  const last = value === undefined ? null : LAST_DIGIT.exec(value)
  if (last === null) return null
  for (let step = 1; step < 10; step++) {
    const broken = value.slice(0, last.index) + ((Number(last[0]) + step) % 10) + value.slice(last.index + 1)
    if (!isValid(broken)) return marked.replace(value, () => broken)
  }
  return null
}

/**
 * What nearly is personal data, by rule: examples that must not match, and examples that match with a broken check digit.
 * Returns `[{ rule, texts }]`.
 */
export const nearMisses = ({ sources, isValid }) =>
  [...sources.values()].map(({ id, entity, validate, tests }) => {
    const broken =
      validate.length === 0
        ? []
        : tests.match.map((example) => breakDigit(textOf(example), (value) => isValid(entity, value)))
    const all = [...tests.no_match.map(textOf), ...broken.filter((text) => text !== null)]
    return { rule: id, texts: all.map((text) => text.replace(MARK, '')) }
  })

/** `texts` one a line, again and again, cut at `length` code units. */
export const fill = (texts, length) => {
  const once = `${texts.join('\n')}\n`
  return once.repeat(Math.ceil(length / once.length)).slice(0, length)
}
