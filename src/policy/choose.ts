import type { Exception, Finding, Operator, PlaceMatch, PolicyRuling } from '../types.js'

/** What the configuration says about findings: the ground that all policies stand on. */
export type PolicySource = {
  readonly mode: 'enforce' | 'shadow' | 'off'
  readonly default_operator: Operator
  readonly operators: Readonly<Record<string, Operator>>
  readonly jurisdictions?: readonly string[]
}

/** What policies need to know of the rules in force. */
export type RuleFacts = {
  readonly id: string
  readonly entity: string
  readonly group: string
  readonly severity: string
  readonly jurisdictions: readonly string[]
  /** Findings of a shadow rule are counted and nothing else. */
  readonly status: 'draft' | 'shadow' | 'active' | 'deprecated'
}

export type Policy = {
  readonly name: string
  readonly mode: 'enforce' | 'shadow' | 'off'
  readonly operatorFor: (entity: string) => Operator
  /** True where the policy names the entity itself; elsewhere the detect endpoint's switches may decide. */
  readonly isNamed: (entity: string) => boolean
  /** Says whether a finding counts here (likelihood, jurisdiction, shadow rules, exceptions); null where every one does. */
  readonly accepts: ((finding: Finding, text: string) => boolean) | null
}

/** Who asks, and where. Null for what is not known. */
export type Place = { readonly tenant: string | null; readonly space: string | null; readonly route: string | null }
export type ChoosePolicy = (place: Place) => Policy

export type PolicyParts = {
  readonly base: PolicySource
  /** Least likelihood of the configuration as a score. */
  readonly minLikelihood: number
  readonly rulings: readonly PolicyRuling[]
  readonly exceptions: readonly Exception[]
  readonly rules: readonly RuleFacts[]
  /** What detection reports is at least this likely. */
  readonly detectedFrom: number
  readonly now: () => number
}

const MAX_PLACES = 10_000
const DEFAULT = 'default'
const SEVERITIES = ['low', 'medium', 'high', 'critical']
/** A route says more than a space, and a space more than a tenant. */
const WEIGHTS = { routes: 4, spaces: 2, tenants: 1 } as const

/**
 * Chooses the policy of a place: the most specific one that fits, else the default. Compiled policies are kept by place,
 * so that a request costs one look into a map.
 */
export const createChoosePolicy = (parts: PolicyParts): ChoosePolicy => {
  const byId = new Map(parts.rulings.map((ruling) => [ruling.id, ruling]))
  if (parts.rulings.every(({ id }) => id === DEFAULT) && parts.exceptions.every(({ place }) => isAnywhere(place))) {
    const only = compilePolicy(parts, chainOf(byId.get(DEFAULT), byId), parts.exceptions)
    return () => only
  }
  const kept = new Map<string, Policy>()
  const compiled = new Map<string, Policy>()
  return (place) => {
    const key = `${place.tenant ?? ''}\n${place.space ?? ''}\n${place.route ?? ''}`
    const known = kept.get(key)
    if (known !== undefined) return known
    let best = byId.get(DEFAULT)
    let score = -1
    for (const ruling of parts.rulings) {
      const closeness = ruling.id === DEFAULT ? -1 : closenessOf(ruling.match, place)
      if (closeness > score) [best, score] = [ruling, closeness]
    }
    const exceptions = parts.exceptions.filter((exception) => holdsAt(exception.place, place))
    const name = [best?.id ?? '', ...exceptions.map((exception) => exception.id)].join(' ')
    const policy = compiled.get(name) ?? compilePolicy(parts, chainOf(best, byId), exceptions)
    compiled.set(name, policy)
    if (kept.size >= MAX_PLACES) kept.clear()
    kept.set(key, policy)
    return policy
  }
}

const isAnywhere = ({ tenants, spaces, routes }: PlaceMatch): boolean =>
  tenants === undefined && spaces === undefined && routes === undefined

/** True where an exception or a policy of a place holds. */
export const holdsAt = (where: PlaceMatch, place: Place): boolean => closenessOf(where, place) >= 0

const ROUTE_LENGTHS = 10_000

/** -1 where it does not fit; else the more, the closer. Of two routes the longer one is closer. */
const closenessOf = ({ tenants, spaces, routes }: PlaceMatch, place: Place): number => {
  if (tenants !== undefined && !tenants.includes(place.tenant ?? '')) return -1
  if (spaces !== undefined && !spaces.includes(place.space ?? '')) return -1
  const fitting = (routes ?? []).filter((route) => fitsRoute(route, place.route ?? ''))
  if (routes !== undefined && fitting.length === 0) return -1
  const dimensions =
    (routes === undefined ? 0 : WEIGHTS.routes) +
    (spaces === undefined ? 0 : WEIGHTS.spaces) +
    (tenants === undefined ? 0 : WEIGHTS.tenants)
  return dimensions * ROUTE_LENGTHS + Math.max(0, ...fitting.map(({ length }) => length))
}

const fitsRoute = (pattern: string, route: string): boolean =>
  pattern.endsWith('*') ? route.startsWith(pattern.slice(0, -1)) : route === pattern

/** A policy and those that it extends, nearest first. */
const chainOf = (first: PolicyRuling | undefined, byId: ReadonlyMap<string, PolicyRuling>): readonly PolicyRuling[] => {
  const chain: PolicyRuling[] = []
  for (let at = first; at !== undefined && !chain.includes(at); at = byId.get(at.extends ?? '')) chain.push(at)
  return chain
}

const firstOf = <T>(chain: readonly PolicyRuling[], read: (ruling: PolicyRuling) => T | null | undefined): T | null => {
  for (const ruling of chain) {
    const found = read(ruling)
    if (found !== null && found !== undefined) return found
  }
  return null
}

const compilePolicy = (
  parts: PolicyParts,
  chain: readonly PolicyRuling[],
  exceptions: readonly Exception[],
): Policy => {
  const { base, rules } = parts
  const fallback = firstOf(chain, ({ defaultOperator }) => defaultOperator) ?? base.default_operator
  const groups = new Map(rules.map(({ entity, group }) => [entity, group]))
  const severities = severitiesOf(rules)
  const isNamed = (entity: string) =>
    Object.hasOwn(base.operators, entity) || chain.some(({ entities }) => entities.has(entity))
  const placed = chain.filter(({ id }) => id !== DEFAULT)
  /** Policies of a place win over the configuration, which wins over the default policy of the rule files. */
  const rule = (entity: string): Operator =>
    firstOf<Operator>(placed, ({ entities }) => entities.get(entity)?.operator) ??
    ownOf(base.operators, entity) ??
    firstOf<Operator>(chain, ({ entities }) => entities.get(entity)?.operator) ??
    firstOf<Operator>(
      chain,
      (ruling) => ruling.groups.get(groups.get(entity) ?? '') ?? ruling.bySeverity.get(severities.get(entity) ?? ''),
    ) ??
    fallback
  const operators = new Map([...groups.keys()].map((entity) => [entity, rule(entity)]))
  return {
    name: chain[0]?.id ?? DEFAULT,
    mode: firstOf(chain, ({ mode }) => mode) ?? base.mode,
    operatorFor: (entity) => operators.get(entity) ?? rule(entity),
    isNamed,
    accepts: filterOf(parts, chain, exceptions),
  }
}

/** Own properties only, so that an entity called `constructor` gets the default operator. */
const ownOf = (operators: PolicySource['operators'], entity: string): Operator | undefined =>
  Object.hasOwn(operators, entity) ? operators[entity] : undefined

/** The highest severity of an entity's rules. */
const severitiesOf = (rules: readonly RuleFacts[]): ReadonlyMap<string, string> => {
  const severities = new Map<string, string>()
  for (const { entity, severity } of rules)
    if (SEVERITIES.indexOf(severity) > SEVERITIES.indexOf(severities.get(entity) ?? ''))
      severities.set(entity, severity)
  return severities
}

const filterOf = (
  { rules, base, minLikelihood, detectedFrom, now }: PolicyParts,
  chain: readonly PolicyRuling[],
  exceptions: readonly Exception[],
): Policy['accepts'] => {
  const least = firstOf(chain, (ruling) => ruling.minLikelihood) ?? minLikelihood
  const leastOf = new Map<string, number>()
  for (const { entities } of [...chain].reverse())
    for (const [entity, ruling] of entities)
      if (ruling.minLikelihood !== null) leastOf.set(entity, ruling.minLikelihood)
  const countries = firstOf(chain, ({ jurisdictions }) => jurisdictions) ?? base.jurisdictions ?? []
  const isOff = ({ jurisdictions, status }: RuleFacts) =>
    status === 'shadow' || (countries.length > 0 && !holdsIn(jurisdictions, countries))
  const off = new Set(rules.filter(isOff).map(({ id }) => id))
  // Where nobody asks for less than this policy does, detection has already left out the rest.
  const isGraded = leastOf.size > 0 || least > detectedFrom
  if (!isGraded && off.size === 0 && exceptions.length === 0) return null
  return (finding, text) => {
    if (finding.score < (leastOf.get(finding.entity) ?? least) || off.has(finding.rule)) return false
    if (exceptions.length === 0) return true
    const value = text.slice(finding.start, finding.end)
    return !exceptions.some(
      ({ entities, expiresMs, allows }) =>
        (entities === null || entities.has(finding.entity)) && now() < expiresMs && allows(value),
    )
  }
}

const holdsIn = (jurisdictions: readonly string[], countries: readonly string[]): boolean =>
  jurisdictions.some((one) => one === 'GLOBAL' || countries.includes(one))
