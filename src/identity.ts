import { foldText } from './detect/fold.js'
import { toE164 } from './phone.js'
import type { Identify } from './types.js'

/** Groups of the common taxonomy whose values are numbers and codes, written with or without spaces and dashes. */
const CODE_GROUPS: ReadonlySet<string> = new Set([
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
  'OTHER_ID',
])
/** Country types such as US_SSN; no country is called IP. */
const COUNTRY_TYPE = /^(?!IP_)[A-Z]{2}_/

const plainOf = (value: string): string => foldText(value)?.text ?? value

const code = (value: string): string => {
  const characters = plainOf(value)
    .toUpperCase()
    .replace(/[^\p{L}\p{N}]/gu, '')
  return characters === '' ? value : characters
}

const person = (value: string): string =>
  plainOf(value).normalize('NFC').toLowerCase().replaceAll('ß', 'ss').replace(/\s+/gu, ' ').trim()

const phone = (value: string, defaultRegion: string): string => {
  const plain = plainOf(value)
  const digits = plain.replace(/[^0-9]/g, '')
  return toE164(plain, defaultRegion) ?? (digits === '' ? value : digits)
}

/**
 * Comparable identity of a value (contract section 3): e-mail lower-cased; phone E.164 under the default region, else its
 * digits; cards, IBANs and ids as upper-case alphanumerics; person NFC, case-folded, spaces collapsed; all others exact.
 * `groups` maps the entity types of the loaded rules to the taxonomy; types outside it go by their own name.
 */
export const createIdentify =
  (defaultRegion: string, groups: ReadonlyMap<string, string> = new Map()): Identify =>
  (entity, value) => {
    const known = groups.get(entity)
    const group = known ?? entity
    if (group === 'EMAIL') return plainOf(value).toLowerCase()
    if (group === 'PHONE') return phone(value, defaultRegion)
    if (group === 'PERSON') return person(value)
    return CODE_GROUPS.has(group) || (known === undefined && COUNTRY_TYPE.test(entity)) ? code(value) : value
  }
