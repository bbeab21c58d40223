import { numberAt } from './digits.js'

const FORM = /^[ACDEFGLOPU]\d{6}[A-Z]$/
const RESIDENT = 'F'
const LAST_RESIDENT = 699_999
const COMPANIES = 'AL'

/**
 * Whether a letter, six digits and a letter have the form of an Andorran tax register number (NRT): residents (F) up to 699999,
 * companies (A, L) from 700000 to 799999. The rule of the control letter is not published. Source: e-tramits.ad; OECD TIN page.
 */
export const adNrt = (value: string): boolean => {
  if (!FORM.test(value)) return false
  const kind = value.charAt(0)
  const number = numberAt(value, 1, 7)
  if (kind === RESIDENT) return number <= LAST_RESIDENT
  return !COMPANIES.includes(kind) || (number > LAST_RESIDENT && number < 800_000)
}
