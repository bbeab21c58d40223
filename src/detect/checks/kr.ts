import { isDateOfCenturyAt } from './century-date.js'
import { digitAt, isDigits, numberAt } from './digits.js'
import { hasCheckDigit, lastDigitOf11Minus } from './has-check-digit.js'
import { weightedSum } from './weighted.js'

const RESIDENT_WEIGHTS = [2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5]
const LAST_PLACE = 96
/** Numbers given since October 2020 end in six random digits. */
const FIRST_RANDOM_DAY = 201005
/** Nobody is born later who is written about today. */
const END_OF_DAYS = 400101

/** Centuries by the seventh digit: 9, 0 for 18xx; 1, 2, 5, 6 for 19xx; 3, 4, 7, 8 for 20xx. */
const CENTURIES = [1800, 1900, 1900, 2000, 2000, 1900, 1900, 2000, 2000, 1800]

const hasBirthDate = (value: string): boolean => {
  const century = isDigits(value, 13) ? CENTURIES[digitAt(value, 6)]! : 0
  if (century === 2000 && numberAt(value, 0, 6) >= END_OF_DAYS) return false
  return century > 0 && isDateOfCenturyAt(value, 0, century)
}

const isRandom = (value: string): boolean =>
  CENTURIES[digitAt(value, 6)] === 2000 && numberAt(value, 0, 6) >= FIRST_RANDOM_DAY

/**
 * Whether thirteen digits are a South Korean resident number: birth date, sex and century, place, check digit modulus 11. Of
 * those who were born since October 2020 only the date can be checked. Source: 주민등록법 시행규칙, article 2;
 * en.wikipedia Resident_registration_number.
 */
export const krRrn = (value: string): boolean => {
  if (!hasBirthDate(value) || '5678'.includes(value.charAt(6))) return false
  if (isRandom(value)) return true
  return numberAt(value, 7, 9) <= LAST_PLACE && hasCheckDigit(value, RESIDENT_WEIGHTS, lastDigitOf11Minus)
}

const foreignerDigit = (sum: number): number => (13 - (sum % 11)) % 10

/** Whether thirteen digits are a South Korean foreigner number: seventh digit 5 to 8, check digit 2 higher. Source: as krRrn. */
export const krFrn = (value: string): boolean => {
  if (!hasBirthDate(value) || !'5678'.includes(value.charAt(6))) return false
  return isRandom(value) || hasCheckDigit(value, RESIDENT_WEIGHTS, foreignerDigit)
}

const BUSINESS_WEIGHTS = [1, 3, 7, 1, 3, 7, 1, 3, 5]
const FIRST_OFFICE = 101

/** Whether ten digits are a South Korean business number: tax office, kind, sequence, modulus 10. Source: nts.go.kr. */
export const krBrn = (value: string): boolean => {
  if (!isDigits(value, 10) || numberAt(value, 0, 3) < FIRST_OFFICE) return false
  const sum = weightedSum(value, BUSINESS_WEIGHTS)! + Math.trunc((digitAt(value, 8) * 5) / 10)
  return (10 - (sum % 10)) % 10 === digitAt(value, 9)
}

const REGIONS = new Set('11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 28'.split(' '))

/** Whether twelve digits begin as a South Korean driving licence, with a region. Source: 도로교통공단 (koroad.or.kr). */
export const krDriver = (value: string): boolean => isDigits(value, 12) && REGIONS.has(value.slice(0, 2))
