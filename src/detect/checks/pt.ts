import { digitAt, isDigits, numberAt } from './digits.js'
import { withoutPrefix } from './prefix.js'
import { weightedSum } from './weighted.js'

const CODE_A = 65
const NIF_WEIGHTS = [9, 8, 7, 6, 5, 4, 3, 2]
const NISS_WEIGHTS = [29, 23, 19, 17, 13, 11, 7, 5, 3, 2]

/**
 * Whether nine digits, two letters or digits and a digit are the number of a Portuguese citizen card: Luhn over all twelve,
 * letters from A as 10. Source: autenticacao.gov.pt, "Validação de Número de Documento do Cartão de Cidadão".
 */
export const ptCc = (value: string): boolean => {
  if (!/^\d{9}[A-Z0-9]{2}\d$/.test(value)) return false
  let sum = 0
  for (let i = 0; i < 12; i++) {
    const digit = digitAt(value, i)
    const number = digit >= 0 ? digit : value.charCodeAt(i) - CODE_A + 10
    if (i % 2 === 0) sum += number > 4 ? number * 2 - 9 : number * 2
    else sum += number
  }
  return sum % 10 === 0
}

/**
 * Whether nine digits (`PT` in front or not) are a Portuguese tax and VAT number (NIF): weights 9 to 2 modulo 11, 10 and 11 as 0.
 * Source: Portaria 386/98; pt.wikipedia Número de identificação fiscal.
 */
export const ptNif = (value: string): boolean => {
  const number = withoutPrefix(value, 'PT')
  const sum = isDigits(number, 9) && digitAt(number, 0) > 0 ? weightedSum(number, NIF_WEIGHTS) : null
  return sum !== null && ((11 - (sum % 11)) % 11) % 10 === digitAt(number, 8)
}

/**
 * Whether eleven digits are a Portuguese social security number (NISS): first digit 1 (people) or 2 (firms), last digit
 * 9 − (the sum of digits weighted with primes, modulo 10). Source: seg-social.pt; pt.wikipedia NISS.
 */
export const ptNiss = (value: string): boolean => {
  const first = digitAt(value, 0)
  const sum = isDigits(value, 11) && (first === 1 || first === 2) ? weightedSum(value, NISS_WEIGHTS) : null
  return sum !== null && numberAt(value, 1, 10) > 0 && 9 - (sum % 10) === digitAt(value, 10)
}
