import { isDigits } from './digits.js'
import { iso7064Mod11Comma10 } from './iso7064.js'
import { withoutPrefix } from './prefix.js'

/**
 * Whether eleven digits (`HR` in front or not, as for VAT) are a Croatian personal number (OIB): ISO 7064 MOD 11,10.
 * Source: Zakon o osobnom identifikacijskom broju (NN 60/08); hr.wikipedia Osobni identifikacijski broj.
 */
export const hrOib = (value: string): boolean => {
  const number = withoutPrefix(value, 'HR')
  return isDigits(number, 11) && iso7064Mod11Comma10(number)
}
