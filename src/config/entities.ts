import type { Issue } from '../types.js'
import type { Config } from './schema.js'
import { didYouMean } from './suggest.js'

/** One issue for each operator that names an entity no rule finds: a policy without a recogniser protects nothing. */
export const unknownOperators = (config: Pick<Config, 'policy'>, entities: Iterable<string>): Issue[] => {
  const known = new Set(entities)
  return Object.keys(config.policy.operators)
    .filter((entity) => !known.has(entity))
    .map((entity) => ({
      file: 'configuration',
      line: 0,
      path: `policy.operators.${entity}`,
      message: `no rule finds this entity${didYouMean(entity, known)}`,
    }))
}
