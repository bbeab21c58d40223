import { isCalendarDate } from './calendar.js'
import { digitAt, isDigits, isOneCharacter, numberAt } from './digits.js'
import { ukNhs } from './gb.js'
import { withoutPrefix } from './prefix.js'
import { weightedSum } from './weighted.js'

/**
 * Whether ten digits are a Scottish CHI number: a birth date (ddmmyy), then the check of an NHS number.
 * Source: Public Health Scotland data dictionary, "CHI number"; en.wikipedia NHS number.
 */
export const ukChi = (value: string): boolean =>
  ukNhs(value) && isCalendarDate(2000 + numberAt(value, 4, 6), numberAt(value, 2, 4), numberAt(value, 0, 2))

const UTR_WEIGHTS = [6, 7, 8, 9, 10, 5, 4, 3, 2]
/** Check digit by remainder. */
const UTR_CHECKS = '21987654321'

/**
 * Whether ten digits (with a K behind or not) are a UK unique taxpayer reference: the first is the check digit of the others,
 * modulo 11. Source: HMRC, reference checker (github.com/hmrc/reference-checker); design.tax.service.gov.uk.
 */
export const ukUtr = (value: string): boolean => {
  const number = value.endsWith('K') ? value.slice(0, -1) : withoutPrefix(value, 'K')
  if (!isDigits(number, 10) || isOneCharacter(number)) return false
  const sum = weightedSum(number.slice(1), UTR_WEIGHTS)
  return sum !== null && UTR_CHECKS.charAt(sum % 11) === number.charAt(0)
}

const VAT_WEIGHTS = [8, 7, 6, 5, 4, 3, 2, 10, 1]
const NEW_SERIES = 100
/** Remainders modulo 97: the old scheme gives 0; the new one, "9755", 42; 55 stands beside it. */
const NEW_REMAINDERS = [0, 42, 55]
const GOVERNMENT = /^GD[0-4]\d\d$/
const HEALTH = /^HA[5-9]\d\d$/

/**
 * Whether 9 or 12 digits (`GB` or `XI` in front or not) are a UK VAT number: weighted sum modulo 97, in the later series with 55
 * added; or a department's GD000 to GD499 or a health authority's HA500 to HA999. Source: HMRC, VATREG; VIES algorithms (XI).
 */
export const ukVat = (value: string): boolean => {
  const number = withoutPrefix(withoutPrefix(value, 'GB'), 'XI')
  if (GOVERNMENT.test(number) || HEALTH.test(number)) return true
  if ((!isDigits(number, 9) && !isDigits(number, 12)) || numberAt(number, 0, 9) === 0) return false
  const rest = (weightedSum(number, VAT_WEIGHTS) ?? 1) % 97
  return rest === 0 || (numberAt(number, 0, 3) >= NEW_SERIES && NEW_REMAINDERS.includes(rest))
}

const UPN_LETTERS = 'ABCDEFGHJKLMNPQRTUVWXYZ'
const UPN_ALPHABET = `${UPN_LETTERS}0123456789`

/**
 * Whether a letter, eleven digits and a digit or letter are an English pupil number (UPN): the letter is the sum of the characters
 * weighted 2 to 13 modulo 23. Source: Department for Education, "Unique pupil numbers: a guide".
 */
export const ukUpn = (value: string): boolean => {
  if (value.length !== 13 || !isDigits(value.slice(1, 12), 11)) return false
  if (numberAt(value, 1, 4) < 201 || numberAt(value, 1, 4) > 940) return false
  const last = UPN_ALPHABET.indexOf(value.charAt(12))
  if (last < 0) return false
  let sum = last * 13
  for (let i = 1; i < 12; i++) sum += (i + 1) * (UPN_LETTERS.length + digitAt(value, i))
  return UPN_LETTERS.charAt(sum % 23) === value.charAt(0)
}

const DRIVER = /^[A-Z]{1,5}9{0,4}\d{6}(?:[A-Z][A-Z9]|99)[A-Z0-9][A-Z]{2}$/
const WOMEN = 50

/**
 * Whether sixteen characters have the form of a driving licence number of Great Britain: five of the surname filled with 9, a
 * birth date as year, month (women + 50), day, year, then initials. There is no public check digit. Source: DVLA INF40; gov.uk.
 */
export const ukDriver = (value: string): boolean => {
  if (value.length !== 16 || !DRIVER.test(value)) return false
  const coded = numberAt(value, 6, 8)
  const month = coded > WOMEN ? coded - WOMEN : coded
  return isCalendarDate(2000 + digitAt(value, 5) * 10 + digitAt(value, 10), month, numberAt(value, 8, 10))
}
