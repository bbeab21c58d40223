import { unknownOperators } from '../config/entities.js'
import { type Flags, loadConfig, SHIPPED_RULES } from '../config/load.js'
import type { Config } from '../config/schema.js'
import { rehearsePolicies } from '../rehearse.js'
import { loadEngine } from '../rules/engine.js'
import { loadRules } from '../rules/load.js'
import type { Issue } from '../types.js'
import type { Shell } from './shell.js'

const FALLBACK_NOTE =
  'native re2 is not installed: using re2js, which is over 100 times slower where a pattern needs it\n'

/** The engine to use where nothing is at stake but time: `re2` where it loads, else `re2js`, which is said on stderr. */
export const chooseEngine = async (wanted: Config['engine'], { stderr }: Shell): Promise<Config['engine']> => {
  if (wanted === 're2js' || !('issues' in (await loadEngine('re2')))) return wanted
  stderr.write(FALLBACK_NOTE)
  return 're2js'
}

/** Configuration and compiled rules for a command that serves nothing; or every problem of both. */
export const openRules = async (flags: Flags, shell: Shell) => {
  const loaded = loadConfig({ flags, env: shell.env })
  const config = 'config' in loaded ? loaded.config : null
  const issues: Issue[] = 'issues' in loaded ? loaded.issues : []
  // Rules are checked even beside a broken configuration, so that one run shows all there is to mend.
  const dir = config?.rules ?? String(flags.rules ?? shell.env.COATCHECK_RULES ?? SHIPPED_RULES)
  const engine = await chooseEngine(config?.engine ?? 're2', shell)
  const rules = await loadRules({
    dir,
    engine,
    defaultRegion: config?.default_region ?? 'US',
    minLikelihood: config?.policy.min_likelihood ?? 'likely',
  })
  if ('issues' in rules) return { issues: [...issues, ...rules.issues] }
  if (config === null) return { issues }
  const unknown = unknownOperators(config, rules.ruleSet.groups.keys())
  if (unknown.length > 0) return { issues: unknown }
  const failed = rehearsePolicies(rules.ruleSet)
  return failed.length > 0 ? { issues: failed } : { config, ruleSet: rules.ruleSet }
}
