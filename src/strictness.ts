import type { Operator } from './types.js'

/** Contract section 4: allow < pseudonymise = surrogate < hash < mask < redact < block. */
const STRICTNESS: Readonly<Record<Operator, number>> = {
  allow: 0,
  pseudonymise: 1,
  surrogate: 1,
  hash: 2,
  mask: 3,
  redact: 4,
  block: 5,
}

export const isLaxer = (a: Operator, b: Operator): boolean => STRICTNESS[a] < STRICTNESS[b]

/** The stricter of two operators; of two equally strict ones the second. */
export const stricter = (a: Operator, b: Operator): Operator => (isLaxer(b, a) ? a : b)

/** True for the operators whose stand-ins are restored and enter a map. */
export const isReversible = (operator: Operator): boolean => operator === 'pseudonymise' || operator === 'surrogate'

/** All operators, laxest first. */
export const OPERATORS = Object.keys(STRICTNESS) as readonly Operator[]
