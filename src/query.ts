import { GatewayError } from './errors.js'
import { createKnownFinder } from './pseudonyms/known.js'
import type { Runtime } from './runtime.js'
import type { Turn } from './turn.js'

/**
 * Refuses a query that holds personal data: found by a rule, or a value that this request replaced in its body. A URL
 * cannot be rewritten without changing what it asks for.
 */
export const refusePiiInQuery = (runtime: Runtime, turn: Turn, query: string): void => {
  const { accepts, operatorFor } = turn.policy
  if (query.length < 2) return
  const known = createKnownFinder([...turn.known.entries.values(), ...turn.result.used.values()], runtime.identify)
  const entities: Record<string, number> = {}
  const count = (entity: string): void => {
    entities[entity] = (entities[entity] ?? 0) + 1
  }
  const scan = (text: string, hint: string): void => {
    const found = runtime.detect(turn.scope.caller ?? '', text, hint)
    const findings = found.filter(
      (finding) => operatorFor(finding.entity) !== 'allow' && (accepts === null || accepts(finding, text)),
    )
    for (const { entity } of findings) count(entity)
    // What is mapped is replaced in a body whatever the policy lets pass, so it cannot pass here either.
    if (findings.length === 0) for (const { entity } of known.find(text)) count(entity)
  }
  for (const [name, value] of new URLSearchParams(query)) {
    scan(name, '')
    scan(value, name)
  }
  if (Object.keys(entities).length > 0) throw new GatewayError('pii_in_url', { entities })
}
