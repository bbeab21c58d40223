import { digitAt } from './digits.js'
import { remainder97 } from './mod97.js'

/** Total length by country. Source: SWIFT IBAN Registry; countries outside the registry as listed by en.wikipedia. */
const COUNTRIES_BY_LENGTH: readonly (readonly [number, string])[] = [
  [15, 'NO'],
  [16, 'BE'],
  [18, 'DK FK FI FO GL NL SD'],
  [19, 'MK SI'],
  [20, 'AT BA EE KZ LT LU MN XK'],
  [21, 'CH HR LI LV'],
  [22, 'BG BH CR DE GB GE IE ME RS VA'],
  [23, 'AE GI IL IQ OM SO TL'],
  [24, 'AD CZ ES MD PK RO SA SE SK TN VG'],
  [25, 'AO CV GW LY MZ PT ST'],
  [26, 'DZ IR IS TR'],
  [27, 'BF BI CF CG CM DJ FR GA GQ GR IT KM MC MG MR SM'],
  [28, 'AL AZ BJ BY CI CY DO GT HN HU LB MA ML NE NI PL SN SV TD TG'],
  [29, 'BR EG PS QA UA'],
  [30, 'JO KW MU YE'],
  [31, 'MT SC'],
  [32, 'LC'],
  [33, 'RU'],
]
const LENGTHS: ReadonlyMap<string, number> = new Map(
  COUNTRIES_BY_LENGTH.flatMap(([length, countries]) =>
    countries.split(' ').map((country): readonly [string, number] => [country, length]),
  ),
)

/**
 * Whether `value` (upper case, no separators) is an IBAN: a known country, that country's length, check digits 02 to 98,
 * and remainder 1 modulo 97 with the first four characters moved to the end. Source: ISO 13616-1, SWIFT IBAN Registry.
 */
export const iban = (value: string): boolean => {
  if (LENGTHS.get(value.slice(0, 2)) !== value.length) return false
  const checkDigits = digitAt(value, 2) * 10 + digitAt(value, 3)
  if (digitAt(value, 2) < 0 || digitAt(value, 3) < 0 || checkDigits < 2 || checkDigits > 98) return false
  const remainder = remainder97(value, { start: 4, end: value.length, remainder: 0 })
  return remainder >= 0 && remainder97(value, { start: 0, end: 4, remainder }) === 1
}

const NRB_DIGITS = /^\d{26}$/

/**
 * Whether 26 digits are a Polish account number (NRB), which is an IBAN without its `PL`.
 * Source: pl.wikipedia Numer Rachunku Bankowego; SWIFT IBAN Registry, Poland.
 */
export const plNrb = (value: string): boolean => NRB_DIGITS.test(value) && iban(`PL${value}`)
