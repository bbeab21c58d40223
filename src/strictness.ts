import type { Operator } from './types.js'

/** Contract section 4: allow < pseudonymise < mask < redact < block. */
const STRICTNESS: Readonly<Record<Operator, number>> = { allow: 0, pseudonymise: 1, mask: 2, redact: 3, block: 4 }

export const isLaxer = (a: Operator, b: Operator): boolean => STRICTNESS[a] < STRICTNESS[b]

/** The stricter of two operators. */
export const stricter = (a: Operator, b: Operator): Operator => (isLaxer(a, b) ? b : a)
