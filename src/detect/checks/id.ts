import { isDateOfEitherCentury } from './century-date.js'
import { isDigits, numberAt } from './digits.js'
import { luhn } from './luhn.js'

const PROVINCES = new Set(
  `11 12 13 14 15 16 17 18 19 21 31 32 33 34 35 36 51 52 53 61 62 63 64 65 71 72 73 74 75 76 81 82 91 92 93 94 95
  96`.split(/\s+/),
)
/** Added to the day of birth for women. */
const WOMEN = 40

/**
 * Whether sixteen digits are an Indonesian NIK: province, birth date (ddmmyy, the day 40 higher for women) and a sequence that
 * is not zero. It has no check digit. Source: Ditjen Dukcapil (dukcapil.kemendagri.go.id); id.wikipedia Nomor_Induk_Kependudukan.
 */
export const idNik = (value: string): boolean => {
  if (!isDigits(value, 16) || !PROVINCES.has(value.slice(0, 2)) || value.endsWith('0000')) return false
  const day = numberAt(value, 6, 8)
  return isDateOfEitherCentury(numberAt(value, 10, 12), numberAt(value, 8, 10), day > WOMEN ? day - WOMEN : day)
}

/**
 * Whether fifteen digits are an Indonesian NPWP (the first nine pass Luhn), or sixteen digits are one behind a 0 or a NIK.
 * Source: Direktorat Jenderal Pajak (pajak.go.id); OECD TIN sheet for Indonesia.
 */
export const idNpwp = (value: string): boolean => {
  if (value.length === 16 && !value.startsWith('0')) return idNik(value)
  const number = value.length === 16 ? value.slice(1) : value
  return isDigits(number, 15) && !number.startsWith('000000000') && luhn(number.slice(0, 9))
}
