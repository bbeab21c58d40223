import { isCalendarDate } from './calendar.js'
import { digitAt, isDigits, isOneCharacter, numberAt } from './digits.js'
import { withoutPrefix } from './prefix.js'
import { weightedSum } from './weighted.js'

const EGN_WEIGHTS = [2, 4, 8, 5, 10, 9, 7, 3, 6]
const LNCH_WEIGHTS = [21, 19, 17, 13, 11, 9, 7, 3, 1]
const FIRM_WEIGHTS = [1, 2, 3, 4, 5, 6, 7, 8]
const SECOND_FIRM_WEIGHTS = [3, 4, 5, 6, 7, 8, 9, 10]
const OTHER_WEIGHTS = [4, 3, 2, 7, 6, 5, 4, 3, 2]
/** Added to the month: 20 for those born before 1900, 40 from 2000 on. */
const CENTURIES = [1900, 1800, 2000]

/**
 * Whether ten digits are a Bulgarian citizen number (EGN): a birth date and a weighted sum modulo 11, modulo 10.
 * Source: Civil Registration Act; bg.wikipedia Единен граждански номер.
 */
export const bgEgn = (value: string): boolean => {
  const sum = isDigits(value, 10) ? weightedSum(value, EGN_WEIGHTS) : null
  if (sum === null || (sum % 11) % 10 !== digitAt(value, 9)) return false
  const month = numberAt(value, 2, 4)
  const century = CENTURIES[Math.trunc((month - 1) / 20)]
  return (
    century !== undefined &&
    isCalendarDate(century + numberAt(value, 0, 2), ((month - 1) % 20) + 1, numberAt(value, 4, 6))
  )
}

/** Whether ten digits are a Bulgarian foreigner's number (LNCh): a weighted sum modulo 10. Source: bg.wikipedia ЛНЧ. */
export const bgLnch = (value: string): boolean => {
  const sum = isDigits(value, 10) && !isOneCharacter(value) ? weightedSum(value, LNCH_WEIGHTS) : null
  return sum !== null && sum % 10 === digitAt(value, 9)
}

const isFirm = (value: string): boolean => {
  const first = (weightedSum(value, FIRM_WEIGHTS) ?? 0) % 11
  const check = first === 10 ? ((weightedSum(value, SECOND_FIRM_WEIGHTS) ?? 0) % 11) % 10 : first
  return check === digitAt(value, 8)
}

const isOther = (value: string): boolean => {
  const sum = weightedSum(value, OTHER_WEIGHTS)
  return sum !== null && (11 - (sum % 11)) % 11 === digitAt(value, 9)
}

/**
 * Whether 9 or 10 digits (`BG` in front or not) are a Bulgarian VAT number: a firm's register number with two rounds of weights,
 * or the number of a citizen, a foreigner or another payer. Source: European Commission, VIES VAT check algorithms (BG).
 */
export const bgVat = (value: string): boolean => {
  const number = withoutPrefix(value, 'BG')
  if (isOneCharacter(number)) return false
  if (isDigits(number, 9)) return isFirm(number)
  return isDigits(number, 10) && (bgEgn(number) || bgLnch(number) || isOther(number))
}
