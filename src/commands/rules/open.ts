import { loadConfig } from '../../config/load.js'
import { loadRules } from '../../rules/load.js'
import type { RuleSet } from '../../rules/rule-set.js'
import type { Issue } from '../../types.js'
import { chooseEngine } from '../open-rules.js'
import type { Shell } from '../shell.js'

/** The rules of one directory, with the product's defaults; or all that is wrong with them. */
export const openDirectory = async (
  dir: string,
  shell: Shell,
): Promise<{ readonly ruleSet: RuleSet } | { readonly issues: readonly Issue[] }> => {
  const defaults = loadConfig({ flags: {}, env: {} })
  if ('issues' in defaults) return defaults
  const { default_region, engine, policy } = defaults.config
  return loadRules({
    dir,
    engine: await chooseEngine(engine, shell),
    defaultRegion: default_region,
    minLikelihood: policy.min_likelihood,
  })
}
