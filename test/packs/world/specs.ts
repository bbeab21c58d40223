import { LATIN_AMERICA } from './latin-america.js'
import type { Spec } from './numbers.js'

/** Every check of these regions that has a formula, by its name. */
export const SPECS: Readonly<Record<string, Spec>> = { ...LATIN_AMERICA }
