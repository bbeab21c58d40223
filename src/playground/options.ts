import { BUILT_IN } from '../formats/built-in.js'
import type { Runtime } from '../runtime.js'
import { OPERATORS } from '../strictness.js'

/** What a visitor may choose from, for the rules and configuration in force. */
export const playgroundOptions = ({ ruleSet, config, hash, digest }: Runtime) => ({
  digest,
  rules: ruleSet.rules.length,
  entities: ruleSet.groups.size,
  engine: ruleSet.engine,
  routes: [...config.routes.map(({ path }) => path), ...BUILT_IN.flatMap(({ paths }) => paths)],
  operators: OPERATORS.filter((operator) => operator !== 'hash' || hash !== null),
  countries: [...new Set(ruleSet.rules.flatMap(({ jurisdictions }) => jurisdictions))]
    .filter((country) => country !== 'GLOBAL')
    .sort(),
})
