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

export const id = z.string().regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, 'must be kebab-case: us-ssn')
export const entity = z.string().regex(/^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$/, 'must be upper snake case: US_SSN')
export const likelihood = z.enum(LIKELIHOODS)
export const severity = z.enum(SEVERITIES)
export const text = z.string().min(1, 'must not be empty')
export const jurisdiction = z.string().regex(/^(GLOBAL|[A-Z]{2})$/, 'must be GLOBAL or a country code')
export const day = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/, 'must be a day such as 2027-06-30')
