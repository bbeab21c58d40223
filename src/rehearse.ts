import { GatewayError } from './errors.js'
import { findLeaves } from './formats/json.js'
import { STRUCTURAL } from './formats/shape.js'
import { protect } from './guard.js'
import { policiesOf } from './policies.js'
import { createLiteralFinder } from './pseudonyms/literals.js'
import { createHash } from './pseudonyms/operators/hash.js'
import { createSurrogate } from './pseudonyms/operators/surrogate.js'
import type { RuleSet } from './rules/rule-set.js'
import type { Issue, ThreadMap } from './types.js'

const SHAPE = { ...STRUCTURAL, members: { text: { text: true, keys: false } } }
const NOTHING_KNOWN: ThreadMap = { entries: new Map(), tokenOf: new Map(), highWater: new Map() }
const MAX_DEPTH = 4
const DEFAULTS = {
  mode: 'enforce',
  min_likelihood: 'likely',
  default_operator: 'pseudonymise',
  operators: {},
  jurisdictions: [],
} as const
/** What an example says where the policy blocks it. */
const BLOCKED = '!block'

/** No secret: so that hashes and surrogates in the examples of a policy are the same everywhere. */
const REHEARSAL_KEY = 'rehearsal'

/**
 * Runs the examples of all policies through the guard itself; one issue for each that does not hold. They are written for
 * the product's defaults, whatever the `policy` section of this installation says.
 */
export const rehearsePolicies = (ruleSet: RuleSet): Issue[] => {
  const choosePolicy = policiesOf({ policy: DEFAULTS }, ruleSet)
  const hash = createHash(REHEARSAL_KEY)
  const surrogate = createSurrogate({
    secret: REHEARSAL_KEY,
    region: 'US',
    groups: ruleSet.groups,
    isValid: ruleSet.isValid,
  })
  const surrogateFor = (entry: Parameters<typeof surrogate>[1]) => surrogate('', entry)
  const findLiterals = createLiteralFinder([...ruleSet.groups.keys()])
  return ruleSet.rehearsals.flatMap(({ policy: id, place, given, expected, issue }) => {
    const policy = choosePolicy(place)
    if (policy.name !== id)
      return [
        { ...issue, message: `here the policy ${policy.name} holds: write tenant, space or route of the example` },
      ]
    const guard = {
      detect: ruleSet.observe,
      identify: ruleSet.identify,
      operatorFor: policy.operatorFor,
      accepts: policy.accepts,
      shadow: ruleSet.shadow,
      hash,
      surrogateFor,
      findLiterals,
    }
    const source = JSON.stringify({ text: given })
    const leaves = findLeaves(source, SHAPE, MAX_DEPTH)
    const rest = { known: NOTHING_KNOWN, sent: new Set<string>(), storedOnly: new Map(), marks: [] }
    const got = outcome(() => protect(guard, { source, leaves, ...rest }).body)
    return got === expected
      ? []
      : [
          {
            ...issue,
            message: `the policy ${id} makes something else of this example: coatcheck rules explain says what, so write that, or change the policy`,
          },
        ]
  })
}

const outcome = (run: () => string): string => {
  try {
    return JSON.parse(run()).text
  } catch (error) {
    if (error instanceof GatewayError && error.code === 'pii_blocked') return BLOCKED
    throw error
  }
}
