import { isCalendarDate } from './calendar.js'
import { digitAt, isDigits, numberAt } from './digits.js'
import { weightedSum } from './weighted.js'

const WEIGHTS = [7, 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2]
/** Years are written with three digits: 985 is 1985, 005 is 2005. */
const FIRST_YEAR_OF_1000S = 800

/**
 * Whether thirteen digits are a unique master citizen number of the states of former Yugoslavia (JMBG, EMŠO, EMBG): a birth date
 * and a weighted sum modulo 11. Source: Zakon o uvođenju jedinstvenog matičnog broja građana (1976); en.wikipedia JMBG.
 */
export const jmbg = (value: string): boolean => {
  const sum = isDigits(value, 13) ? weightedSum(value, WEIGHTS) : null
  if (sum === null || ((11 - (sum % 11)) % 11) % 10 !== digitAt(value, 12)) return false
  const year = numberAt(value, 4, 7)
  const fullYear = year + (year < FIRST_YEAR_OF_1000S ? 2000 : 1000)
  return isCalendarDate(fullYear, numberAt(value, 2, 4), numberAt(value, 0, 2))
}

/** The same, for the state whose register has the region codes from `first` to `last`. */
const jmbgOf =
  (first: number, last: number) =>
  (value: string): boolean => {
    const region = numberAt(value, 7, 9)
    return region >= first && region <= last && jmbg(value)
  }

/** Bosnia and Herzegovina: regions 10 to 19. Source: as `jmbg`. */
export const baJmbg = jmbgOf(10, 19)
/** Montenegro: regions 20 to 29. */
export const meJmbg = jmbgOf(20, 29)
/** North Macedonia: regions 40 to 49. */
export const mkEmbg = jmbgOf(40, 49)
/** Serbia, Vojvodina and Kosovo: regions 70 to 99. */
export const rsJmbg = jmbgOf(70, 99)
