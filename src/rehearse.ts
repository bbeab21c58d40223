import { GatewayError } from './errors.js'
import { findLeaves } from './formats/json.js'
import { STRUCTURAL } from './formats/shape.js'
import { protect } from './guard.js'
import type { ChoosePolicy } from './policy/choose.js'
import { createLiteralFinder } from './pseudonyms/literals.js'
import type { RuleSet } from './rules/rule-set.js'
import type { Issue, ThreadMap } from './types.js'

const SHAPE = { ...STRUCTURAL, members: { text: { text: true, keys: false } } }
const NOTHING_KNOWN: ThreadMap = { entries: new Map(), tokenOf: new Map(), highWater: new Map() }
const MAX_DEPTH = 4
/** What an example says where the policy blocks it. */
const BLOCKED = '!block'

/** Runs the examples of all policies through the guard itself; one issue for each that does not hold. */
export const rehearsePolicies = (ruleSet: RuleSet, choosePolicy: ChoosePolicy): Issue[] => {
  const findLiterals = createLiteralFinder(ruleSet.groups.keys())
  return ruleSet.rehearsals.flatMap(({ policy: id, place, given, expected, issue }) => {
    const policy = choosePolicy(place)
    if (policy.name !== id)
      return [{ ...issue, message: `here the policy ${policy.name} holds: say tenant, space or route of the example` }]
    const guard = {
      detect: ruleSet.observe,
      identify: ruleSet.identify,
      operatorFor: policy.operatorFor,
      accepts: policy.accepts,
      shadow: ruleSet.shadow,
      findLiterals,
    }
    const source = JSON.stringify({ text: given })
    const leaves = findLeaves(source, SHAPE, MAX_DEPTH)
    const rest = { known: NOTHING_KNOWN, sent: new Set<string>(), storedOnly: new Map(), marks: [] }
    const got = outcome(() => protect(guard, { source, leaves, ...rest }).body)
    return got === expected ? [] : [{ ...issue, message: `the policy ${id} makes something else of this example` }]
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
