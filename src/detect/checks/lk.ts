import { isDigits, numberAt } from './digits.js'

/** Added to the day of the year for women. */
const WOMEN = 500
const FIRST_YEAR = 1880
const LAST_YEAR = 2039

const isDay = (day: number): boolean => day >= 1 && day <= 366

/**
 * Whether `value` is a Sri Lankan NIC: year and day of birth (500 more for women) and a sequence, nine digits with V or X, or
 * twelve digits since 2016. The check digit's rule is not published. Source: Department for Registration of Persons (drp.gov.lk).
 */
export const lkNic = (value: string): boolean => {
  const isOld = /^[0-9]{9}[VX]$/.test(value)
  if (!isOld && !isDigits(value, 12)) return false
  const year = isOld ? 1900 + numberAt(value, 0, 2) : numberAt(value, 0, 4)
  const day = isOld ? numberAt(value, 2, 5) : numberAt(value, 4, 7)
  return year >= FIRST_YEAR && year <= LAST_YEAR && isDay(day > WOMEN ? day - WOMEN : day)
}
