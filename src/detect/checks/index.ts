import type { CheckResult } from '../rule.js'
import { ASIA_PACIFIC } from './registry/asia-pacific.js'
import { CORE } from './registry/core.js'
import { EUROPE } from './registry/europe.js'
import { LATIN_AMERICA } from './registry/latin-america.js'
import { MIDDLE_EAST_AFRICA } from './registry/middle-east-africa.js'
import { NORTH_AMERICA } from './registry/north-america.js'
import { SECRETS } from './registry/secrets.js'

/** Every check that a rule may name under `validate`. Each takes the candidate after `normalize` and answers whether it passes,
 * or `weak` where a context word must speak for it. */
export const CHECKS: ReadonlyMap<string, (value: string) => CheckResult> = new Map([
  ...CORE,
  ...SECRETS,
  ...EUROPE,
  ...NORTH_AMERICA,
  ...LATIN_AMERICA,
  ...ASIA_PACIFIC,
  ...MIDDLE_EAST_AFRICA,
])
