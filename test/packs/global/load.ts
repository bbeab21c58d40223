import { join } from 'node:path'
import { loadRules } from '../../../src/rules/load.js'

/** The rules that ship, loaded once for a file of tests. */
export const loadShipped = async () => {
  const dir = join(import.meta.dirname, '../../../rules')
  const result = await loadRules({ dir, engine: 'auto', defaultRegion: 'US', minLikelihood: 'likely' })
  if ('issues' in result) throw new Error(result.issues.map(({ file, message }) => `${file} ${message}`).join('\n'))
  return result.ruleSet
}
