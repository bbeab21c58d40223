import { didYouMean } from '../config/suggest.js'
import type { PolicyRuling } from '../types.js'
import type { Complaints, Path, ReadRuleFile } from './read.js'
import type { Rehearsal } from './rule-set.js'
import { LIKELIHOODS } from './schema.js'
import type { PolicyEntry } from './sections.js'

/** Name of the policy that holds where no other fits; the configuration's `policy` section lies beneath it. */
export const DEFAULT_POLICY = 'default'

type Placed = { readonly file: ReadRuleFile; readonly index: number; readonly source: PolicyEntry }

/** What to say of an entity that no rule has. */
export const noSuchEntity = (entity: string, entities: ReadonlySet<string>): string =>
  `no rule finds this entity${didYouMean(entity, entities) || '; write an entity that a rule has'}`

/** The policies of all files; unknown names, circles and ties are complained about. */
export const readPolicies = (
  files: readonly ReadRuleFile[],
  entities: ReadonlySet<string>,
  { complain, missing }: Complaints,
): readonly PolicyRuling[] => {
  const placed = files.flatMap((file) => file.data.policies.map((source, index) => ({ file, index, source })))
  const byId = new Map(placed.map(({ source }) => [source.id, source]))
  for (const { file, index, source } of placed) {
    const report = (path: Path, message: string) => complain(file, ['policies', index, ...path], message)
    for (const entity of Object.keys(source.entities))
      if (!entities.has(entity)) missing(file, ['policies', index, 'entities', entity], noSuchEntity(entity, entities))
    const parent = source.extends
    if (parent !== undefined && parent !== DEFAULT_POLICY && !byId.has(parent))
      missing(
        file,
        ['policies', index, 'extends'],
        `there is no such policy${didYouMean(parent, byId.keys()) || '; write the id of another policy, or default'}`,
      )
    if (isInCircle(source, byId)) report(['extends'], 'leads back to this policy: write default in one of them')
    const hasPlace = Object.values(source.match).some((values) => values !== undefined)
    if (source.id === DEFAULT_POLICY && hasPlace)
      report(['match'], 'the default policy holds everywhere: remove "match", or give the policy another id')
    if (source.id !== DEFAULT_POLICY && !hasPlace)
      report(['match'], 'names no tenant, space or route: write for example match: { spaces: [hr] }')
  }
  for (const [at, one] of placed.entries())
    for (const other of placed.slice(0, at))
      if (areTied(one.source, other.source))
        complain(
          one.file,
          ['policies', one.index, 'match'],
          `the policy ${other.source.id} fits the same places as closely: write one more of tenants, spaces, routes into one of them`,
        )
  return placed.map(toRuling)
}

const toRuling = ({ source }: Placed): PolicyRuling => {
  const { id, match, mode = null, min_likelihood, jurisdictions = null, default_operator = null } = source
  return {
    id,
    extends: id === DEFAULT_POLICY ? null : (source.extends ?? DEFAULT_POLICY),
    match,
    mode,
    minLikelihood: min_likelihood === undefined ? null : LIKELIHOODS.indexOf(min_likelihood),
    jurisdictions,
    entities: new Map(
      Object.entries(source.entities).map(([entity, ruling]) => {
        if (typeof ruling === 'string') return [entity, { operator: ruling, minLikelihood: null }]
        const { operator, min_likelihood: least } = ruling
        return [entity, { operator, minLikelihood: least === undefined ? null : LIKELIHOODS.indexOf(least) }]
      }),
    ),
    groups: new Map(Object.entries(source.groups)),
    bySeverity: new Map(Object.entries(source.by_severity)),
    defaultOperator: default_operator,
  }
}

const isInCircle = (source: PolicyEntry, byId: ReadonlyMap<string, PolicyEntry>): boolean => {
  const seen = new Set<string>()
  let at: PolicyEntry | undefined = source
  while (at?.extends !== undefined) {
    if (at.extends === source.id) return true
    if (seen.has(at.extends)) return false
    seen.add(at.extends)
    at = byId.get(at.extends)
  }
  return false
}

const DIMENSIONS = ['tenants', 'spaces', 'routes'] as const

/** Two policies tie where both name the same dimensions and share a value in each: no place could tell them apart. */
const areTied = (a: PolicyEntry, b: PolicyEntry): boolean =>
  DIMENSIONS.every((dimension) => {
    const [one, other] = [a.match[dimension], b.match[dimension]]
    if (one === undefined || other === undefined) return one === other
    return one.some((value) => other.includes(value))
  }) && DIMENSIONS.some((dimension) => a.match[dimension] !== undefined)

/** The examples of all policies; where an example names no place, it is the first one that its policy is for. */
export const rehearsalsOf = (files: readonly ReadRuleFile[]): Rehearsal[] =>
  files.flatMap(({ data, issueAt }) =>
    data.policies.flatMap(({ id, match, tests }, index) =>
      tests.map(({ in: given, out: expected, tenant, space, route }, at) => ({
        policy: id,
        place: {
          tenant: tenant ?? match.tenants?.[0] ?? null,
          space: space ?? match.spaces?.[0] ?? null,
          route: route ?? match.routes?.[0] ?? null,
        },
        given,
        expected,
        issue: issueAt(['policies', index, 'tests', at], ''),
      })),
    ),
  )

/** The least likelihood that the configuration or any policy wants to see, as a score. */
export const detectedFrom = (policies: readonly PolicyRuling[], minLikelihood: number): number =>
  Math.min(
    minLikelihood,
    ...policies.flatMap((policy) => [
      policy.minLikelihood ?? minLikelihood,
      ...[...policy.entities.values()].map((ruling) => ruling.minLikelihood ?? minLikelihood),
    ]),
  )
