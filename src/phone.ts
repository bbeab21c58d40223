import { type CountryCode, isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/min'

const MIN_DIGITS = 7
/** ITU-T E.164: at most 15 digits. */
const MAX_DIGITS = 15
/** Prefixes of calls abroad, which are no part of the number. */
const ABROAD = /^0(?:0|11)/

const DATE = /^(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{4})$/
const ADDRESS = /^\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}$/

const parse = (value: string, defaultRegion: string) =>
  // `extract: false`: the candidate is the number, nothing is to be searched in it.
  isSupportedCountry(defaultRegion)
    ? parsePhoneNumberFromString(value, { defaultCountry: defaultRegion, extract: false })
    : parsePhoneNumberFromString(value, { extract: false })

const countDigits = (value: string): number => {
  let count = 0
  for (let at = 0; at < value.length; at += 1) {
    const code = value.charCodeAt(at)
    if (code >= 48 && code <= 57) count += 1
  }
  return count
}

/**
 * Whether a candidate is a phone number: true when it is valid internationally or in the default region (ISO 3166
 * alpha-2), `weak` when only its length is right, which needs a context word. Source: Google's libphonenumber metadata.
 */
export const checkPhone = (value: string, defaultRegion: string): boolean | 'weak' => {
  const digits = countDigits(value)
  if (digits < MIN_DIGITS || (digits > MAX_DIGITS && !ABROAD.test(value))) return false
  if (DATE.test(value) || ADDRESS.test(value)) return false
  return parse(value, defaultRegion)?.isValid() === true ? true : 'weak'
}

/** Number in E.164 form, with `;ext=` where it has an extension, or null when it cannot be dialled from the default region. */
export const toE164 = (value: string, defaultRegion: string): string | null => {
  const number = parse(value, defaultRegion)
  if (number === undefined || !number.isPossible()) return null
  return number.ext === undefined ? number.number : `${number.number};ext=${number.ext}`
}

/** True when libphonenumber knows the region. */
export const isPhoneRegion = (region: string): region is CountryCode => isSupportedCountry(region)
