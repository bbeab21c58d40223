/** Words that several sections of a rule file share, and the forms of their values. */
import { z } from 'zod'

/** Likelihoods from least to most; the index is the score. */
export const LIKELIHOODS = ['very_unlikely', 'unlikely', 'possible', 'likely', 'very_likely'] as const

/** How bad a leak is, from least to most. */
export const SEVERITIES = ['low', 'medium', 'high', 'critical'] as const

/** What may happen to a finding (contract section 7), from least to most strict. */
export const OPERATORS = ['allow', 'pseudonymise', 'surrogate', 'hash', 'mask', 'redact', 'block'] as const

/** Labels of the common taxonomy that every entity type belongs to. */
export const GROUPS = [
  'PERSON',
  'EMAIL',
  'PHONE',
  'ADDRESS',
  'LOCATION',
  'ORGANIZATION',
  'DATE',
  'DATE_OF_BIRTH',
  'AGE',
  'CREDIT_CARD',
  'IBAN',
  'BANK_ACCOUNT',
  'SSN',
  'NATIONAL_ID',
  'TAX_ID',
  'PASSPORT',
  'DRIVER_LICENSE',
  'MEDICAL_ID',
  'VEHICLE',
  'IP',
  'MAC',
  'URL',
  'USERNAME',
  'SECRET',
  'CRYPTO',
  'OTHER_ID',
] as const

export const id = z
  .string()
  .regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, 'must be small letters, digits and hyphens, as in us-ssn')
export const entity = z
  .string()
  .regex(/^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$/, 'must be capital letters, digits and underscores, as in US_SSN')
export const likelihood = z.enum(LIKELIHOODS)
export const severity = z.enum(SEVERITIES)
export const text = z.string().min(1, 'must not be empty')
/** A text that is compared or searched for: quotes of a word processor would be part of it. */
export const plainText = text.refine(
  (value) => !/^[\u2018-\u201f\u00ab\u00bb].*[\u2018-\u201f\u00ab\u00bb]$/s.test(value),
  "stands between quotes of a word processor: write straight ones, as in 'a'",
)

const isCountry = (code: string): boolean =>
  new Intl.Locale(`und-${code}`).region === code && COUNTRIES.of(code) !== undefined
const COUNTRIES = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' })
export const jurisdiction = z
  .string()
  .regex(/^(GLOBAL|[A-Z]{2})$/, {
    error: 'must be GLOBAL or the two capital letters of a country, as in US',
    abort: true,
  })
  .refine(
    (code) => code === 'GLOBAL' || isCountry(code),
    'is no country of ISO 3166: write for example GB for the United Kingdom, or GLOBAL',
  )

const isDay = (day: string): boolean => {
  const date = new Date(`${day}T00:00:00Z`)
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day)
}
export const day = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/, { error: 'must be a day such as 2027-06-30', abort: true })
  .refine(isDay, 'must be a day of the calendar, such as 2027-06-30')
