import { isDigits, numberAt } from './digits.js'

/** ITIN groups in use. Source: irs.gov, Internal Revenue Manual 3.21.263 (50-65, 70-88, 90-92, 94-99). */
const isItinGroup = (group: number): boolean =>
  (group >= 50 && group <= 65) || (group >= 70 && group <= 88) || (group >= 90 && group <= 99 && group !== 93)

/**
 * Whether nine digits can be a US Social Security number: area not 000, 666 or 9xx, group not 00, serial not 0000.
 * There is no check digit. Source: ssa.gov/employer/randomization.html.
 */
export const usSsn = (value: string): boolean => {
  if (!isDigits(value, 9)) return false
  const area = numberAt(value, 0, 3)
  return area !== 0 && area !== 666 && area < 900 && numberAt(value, 3, 5) !== 0 && numberAt(value, 5, 9) !== 0
}

/** Whether nine digits can be a US Individual Taxpayer Identification Number: 9xx and a group in use. */
export const usItin = (value: string): boolean =>
  isDigits(value, 9) && numberAt(value, 0, 3) >= 900 && isItinGroup(numberAt(value, 3, 5))
