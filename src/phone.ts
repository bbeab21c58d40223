import { type CountryCode, isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/min'
import metadata from 'libphonenumber-js/min/metadata'

const MIN_DIGITS = 7
/** ITU-T E.164: at most 15 digits. */
const MAX_DIGITS = 15
/** Prefixes of calls abroad, which are no part of the number. */
const ABROAD = /^0(?:0|11)/

const DATE = /^(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?: \d{1,2})?|\d{1,2}[-/.]\d{1,2}[-/.]\d{4})$/
const ADDRESS = /^\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}$/
const EXTENSION = /[ ,;]*(?:x|ext\.?|extension|#)[ :]*\d{1,6}$/i
/** What a number without an extension is written with. */
const PLAIN_NUMBER = /^\+?[\d\s()./-]+$/

const parse = (value: string, defaultRegion: string) =>
  // `extract: false`: the candidate is the number, nothing is to be searched in it.
  isPhoneRegion(defaultRegion)
    ? parsePhoneNumberFromString(value, { defaultCountry: defaultRegion, extract: false })
    : parsePhoneNumberFromString(value, { extract: false })

/**
 * A country's row in the library's compact metadata (its METADATA.md): calling code, prefix of calls abroad, pattern and
 * lengths of a national number, formats, national prefix, how that is written, …, leading digits, patterns by type.
 */
type Row = readonly unknown[] & {
  readonly 0: string
  readonly 1: string
  readonly 2: string
  readonly 3: readonly number[]
  readonly 5?: string | 0
  readonly 6?: string | 0
  readonly 11?: 0 | readonly (readonly [string, (readonly number[])?] | 0 | undefined)[]
}
type Plan = {
  readonly callingCode: string
  readonly abroad: RegExp
  readonly nationalPrefix: string
  /** Carrier codes and the like stand before national numbers: only the library can tell. */
  readonly hasOddPrefixes: boolean
  readonly isValid: (national: string) => boolean
}

const ROWS = metadata.countries as unknown as Readonly<Record<string, Row | undefined>>
const COUNTRIES = metadata.country_calling_codes as unknown as Readonly<Record<string, readonly string[] | undefined>>
const plans = new Map<string, Plan | null>()

const readPlan = (row: Row): Plan => {
  const general = new RegExp(`^(?:${row[2]})$`)
  const types = (row[11] || []).flatMap((type) => (type && type[0] !== '' ? [new RegExp(`^(?:${type[0]})$`)] : []))
  return {
    callingCode: row[0],
    abroad: new RegExp(`^(?:${row[1]})`),
    nationalPrefix: row[5] || '',
    hasOddPrefixes: Boolean(row[6]),
    isValid: (national) =>
      row[3].includes(national.length) &&
      general.test(national) &&
      (types.length === 0 || types.some((type) => type.test(national))),
  }
}

const planOf = (region: string): Plan | null => {
  const known = plans.get(region)
  if (known !== undefined) return known
  const row = ROWS[region]
  const plan = row === undefined ? null : readPlan(row)
  plans.set(region, plan)
  return plan
}

const MAX_CALLING_CODE_DIGITS = 3

const withoutPrefix = (digits: string, prefix: string): string | null =>
  prefix !== '' && digits.startsWith(prefix) ? digits.slice(prefix.length) : null

const isValidOrPrefixed = ({ isValid, nationalPrefix }: Plan, national: string): boolean => {
  const rest = withoutPrefix(national, nationalPrefix)
  return isValid(national) || (rest !== null && isValid(rest))
}

/** Whether digits behind a "+" are a number of any country; null when only the library can tell. */
const decideInternational = (digits: string): boolean | null => {
  for (let length = 1; length <= MAX_CALLING_CODE_DIGITS; length += 1) {
    const countries = COUNTRIES[digits.slice(0, length)]
    if (countries === undefined) continue
    const found = countries.map(planOf)
    if (found.some((plan) => plan !== null && isValidOrPrefixed(plan, digits.slice(length)))) return true
    return found.some((plan) => plan === null || plan.hasOddPrefixes) ? null : false
  }
  return null
}

/** Whether digits are a national number of the region; null when only the library can tell. */
const decideNational = (digits: string, plan: Plan): boolean | null => {
  const rest = withoutPrefix(digits, plan.callingCode)
  if (isValidOrPrefixed(plan, digits) || (rest !== null && plan.isValid(rest))) return true
  return plan.hasOddPrefixes || plan.abroad.test(digits) ? null : false
}

/** The plans themselves decide most cases, ten times faster than the library, which decides the others. */
const isValid = (value: string, digits: string, defaultRegion: string): boolean => {
  let decision: boolean | null = null
  if (PLAIN_NUMBER.test(value)) {
    const plan = planOf(defaultRegion)
    if (value.startsWith('+')) decision = decideInternational(digits)
    else if (plan !== null) decision = decideNational(digits, plan)
  }
  return decision ?? parse(value, defaultRegion)?.isValid() === true
}

/**
 * Whether a candidate is a phone number: true when it is valid internationally or in the default region (ISO 3166
 * alpha-2), `weak` when only its length is right, which needs a context word. Source: Google's libphonenumber metadata.
 */
export const checkPhone = (value: string, defaultRegion: string): boolean | 'weak' => {
  const number = value.replace(EXTENSION, '')
  const digits = number.replace(/[^0-9]+/g, '')
  if (digits.length < MIN_DIGITS || (digits.length > MAX_DIGITS && !ABROAD.test(number))) return false
  if (DATE.test(number) || ADDRESS.test(number)) return false
  return isValid(number, digits, defaultRegion) ? true : 'weak'
}

/** What needs no library: a valid number with its country code, or a valid national one without prefixes. */
const plainE164 = (value: string, digits: string, defaultRegion: string): string | null => {
  if (!value.startsWith('+')) {
    const plan = planOf(defaultRegion)
    return plan?.isValid(digits) === true && !plan.hasOddPrefixes ? `+${plan.callingCode}${digits}` : null
  }
  for (let length = 1; length <= MAX_CALLING_CODE_DIGITS; length += 1)
    for (const country of COUNTRIES[digits.slice(0, length)] ?? [])
      if (planOf(country)?.isValid(digits.slice(length)) === true) return `+${digits}`
  return null
}

/** Number in E.164 form, with `;ext=` where it has an extension, or null when it cannot be dialled from the default region. */
export const toE164 = (value: string, defaultRegion: string): string | null => {
  const plain = PLAIN_NUMBER.test(value) ? plainE164(value, value.replace(/[^0-9]+/g, ''), defaultRegion) : null
  if (plain !== null) return plain
  const number = parse(value, defaultRegion)
  if (number === undefined || !number.isPossible()) return null
  return number.ext === undefined ? number.number : `${number.number};ext=${number.ext}`
}

/** True when libphonenumber knows the region. */
export const isPhoneRegion = (region: string): region is CountryCode => isSupportedCountry(region)
