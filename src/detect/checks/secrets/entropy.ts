/** Bits for each character by the frequencies of the characters in `value` (Shannon, 1948); 0 for the empty string. */
export const entropy = (value: string): number => {
  const counts = new Map<string, number>()
  for (const character of value) counts.set(character, (counts.get(character) ?? 0) + 1)
  let bits = 0
  for (const count of counts.values()) bits -= (count / value.length) * Math.log2(count / value.length)
  return bits
}

/** What random text of letters and digits reaches from 16 characters on, and words do not. */
const RANDOM_BITS = 3.5
/** Random hexadecimal cannot reach more than four bits. */
const RANDOM_HEX_BITS = 3

/** How often neighbours change between digit, small and capital letter: words and camelCase do it rarely. */
export const changes = (value: string): number => {
  let count = 0
  let last = 0
  for (let i = 0; i < value.length; i++) {
    const code = value.charCodeAt(i)
    const kind = code >= 97 && code <= 122 ? 1 : code >= 65 && code <= 90 ? 2 : code >= 48 && code <= 57 ? 3 : 4
    if (last !== 0 && kind !== last) count++
    last = kind
  }
  return count
}

/** Words and small numbers with signs between them, as in `values_3.OPTIONS.some`. */
const isName = (value: string): boolean =>
  value.split(/[._~/+-]/).every((part) => /^(?:[A-Za-z]*\d{0,3}|\d{1,4}[a-z]{0,2})$/.test(part))

/** Share of letters and digits that stand in words of one case, 0 to 1. */
export const wordShare = (value: string): number => {
  const words = value.match(/[A-Z]?[a-z]{4,}|[A-Z]{4,}/g) ?? []
  const letters = words.reduce((sum, word) => sum + word.length, 0)
  return letters / Math.max(1, value.replace(/[^A-Za-z0-9]/g, '').length)
}

/** Mostly words, which random text rarely is: `k8sServiceAccountTokenProvider`, `i2d_ECPKParameters`. */
const isIdentifier = (value: string): boolean => wordShare(value) >= 0.65

/** Whether a string looks drawn at random: high entropy, a digit, and more changes of character class than words have. */
export const highEntropy = (value: string): boolean => {
  if (!/\d/.test(value) || !/[A-Za-z]/.test(value) || isName(value)) return false
  if (/^[0-9a-f]+$/i.test(value)) return entropy(value) >= RANDOM_HEX_BITS
  return entropy(value) >= RANDOM_BITS && changes(value) >= value.length / 6 && !isIdentifier(value)
}
