import { digitAt, isDigits, isOneCharacter } from './digits.js'

/**
 * Whether eleven digits are a Turkish identity number (T.C. kimlik no): the tenth is 7 × (digits at odd places) − (at even places)
 * modulo 10, the last the sum of the first ten modulo 10. Source: nvi.gov.tr; tr.wikipedia T.C. Kimlik Numarası.
 */
export const trTckn = (value: string): boolean => {
  if (!isDigits(value, 11) || digitAt(value, 0) === 0) return false
  let odd = 0
  let even = 0
  for (let i = 0; i < 9; i++) {
    if (i % 2 === 0) odd += digitAt(value, i)
    else even += digitAt(value, i)
  }
  const tenth = digitAt(value, 9)
  return (odd * 7 + 90 - even) % 10 === tenth && (odd + even + tenth) % 10 === digitAt(value, 10)
}

/**
 * Whether ten digits are a Turkish tax number (VKN): each digit plus its place from the right modulo 10, times a power of 2
 * modulo 9, summed, gives the last digit. Source: Gelir İdaresi Başkanlığı (gib.gov.tr), VKN doğrulama.
 */
export const trVkn = (value: string): boolean => {
  if (!isDigits(value, 10) || isOneCharacter(value)) return false
  let sum = 0
  for (let i = 0; i < 9; i++) {
    const place = 9 - i
    const shifted = (digitAt(value, i) + place) % 10
    const product = (shifted * 2 ** place) % 9
    sum += shifted > 0 && product === 0 ? 9 : product
  }
  return (10 - (sum % 10)) % 10 === digitAt(value, 9)
}
