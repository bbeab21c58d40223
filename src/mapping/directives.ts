import { GatewayError } from '../errors.js'
import { isLaxer } from '../strictness.js'
import type { Operator } from '../types.js'
import { resolveEntity, resolveGroup } from './entity-names.js'
import { PII_HEADERS } from './headers.js'

const OPERATORS: ReadonlyMap<string, Operator> = new Map([
  ['allow', 'allow'],
  ['pseudonymise', 'pseudonymise'],
  ['pseudonymize', 'pseudonymise'],
  ['tokenise', 'pseudonymise'],
  ['tokenize', 'pseudonymise'],
  ['surrogate', 'surrogate'],
  ['hash', 'hash'],
  ['mask', 'mask'],
  ['redact', 'redact'],
  ['block', 'block'],
])
/** Key of the directive that speaks of every entity. */
const EVERY = '*'
const header = PII_HEADERS.mapping

/**
 * Operators by entity from `email=mask, ssn=redact`: comma or semicolon, any case, spaces free; names as in `resolveEntity` and
 * `resolveGroup`. `groups` holds every known entity with its group. A group's name speaks of all its entities, `all=` or `*=` of
 * every known one, and it is kept under `*` for those that are not known; each only where nothing closer speaks of an entity.
 * Throws `directive_unknown`, or `header_invalid` for anything that is not `name=operator` and for a name with two operators;
 * both with the offset of the directive.
 */
export const parseDirectives = (text: string, groups: ReadonlyMap<string, string>): ReadonlyMap<string, Operator> => {
  const entities = new Set(groups.keys())
  const groupNames = new Set(groups.values())
  const named = new Map<string, Operator>()
  const grouped = new Map<string, Operator>()
  for (const match of text.matchAll(/[^,;]+/g)) {
    const directive = match[0].trim()
    if (directive === '') continue
    const offset = match.index + match[0].search(/\S/)
    const [name, verb, ...rest] = directive.split('=')
    if (!name?.trim() || !verb?.trim() || rest.length > 0) throw new GatewayError('header_invalid', { header, offset })
    const isEvery = /^\s*(?:all|\*)\s*$/i.test(name)
    const entity = isEvery ? EVERY : resolveEntity(name, entities)
    const group = isEvery ? undefined : resolveGroup(name, groupNames)
    const operator = OPERATORS.get(verb.trim().toLowerCase())
    if (operator === undefined || (entity ?? group) === undefined)
      throw new GatewayError('directive_unknown', { header, offset })
    const set = (known: Map<string, Operator>, meant: string | undefined): void => {
      if (meant === undefined) return
      if ((known.get(meant) ?? operator) !== operator) throw new GatewayError('header_invalid', { header, offset })
      known.set(meant, operator)
    }
    set(named, entity)
    set(grouped, group)
  }
  if (named.size + grouped.size === 0) throw new GatewayError('header_invalid', { header, offset: 0 })
  for (const [entity, group] of groups) {
    const operator = named.get(entity) ?? grouped.get(group) ?? named.get(EVERY)
    if (operator !== undefined) named.set(entity, operator)
  }
  return named
}

/**
 * The policy as tightened by directives. Throws `directive_laxer` at once when any directive is laxer than the policy;
 * an entity that `all=` reaches only through `*` gets the stricter of the two.
 */
export const applyDirectives = (
  policy: (entity: string) => Operator,
  directives: ReadonlyMap<string, Operator>,
): ((entity: string) => Operator) => {
  if (directives.size === 0) return policy
  for (const [entity, operator] of directives) {
    if (entity !== EVERY && isLaxer(operator, policy(entity))) throw new GatewayError('directive_laxer', { header })
  }
  return (entity) => {
    const own = directives.get(entity) ?? directives.get(EVERY)
    const ruled = policy(entity)
    return own === undefined || isLaxer(own, ruled) ? ruled : own
  }
}
