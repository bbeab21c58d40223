import { ASIA_PACIFIC } from './asia-pacific.js'
import { LATIN_AMERICA } from './latin-america.js'
import { MIDDLE_EAST_AFRICA } from './middle-east-africa.js'
import type { Spec } from './numbers.js'

/** Every check of these regions that has a formula, by its name. */
export const SPECS: Readonly<Record<string, Spec>> = { ...LATIN_AMERICA, ...ASIA_PACIFIC, ...MIDDLE_EAST_AFRICA }
