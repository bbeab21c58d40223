import { GatewayError } from '../errors.js'
import { isLaxer } from '../strictness.js'
import type { Operator } from '../types.js'
import { resolveEntity } from './entity-names.js'
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
 * Operators by entity from `email=mask, ssn=redact`: comma or semicolon, any case, spaces free; names as in `resolveEntity`.
 * `all=` or `*=` sets every known entity that has no directive of its own, and is kept under `*` for entities outside `known`.
 * Throws `directive_unknown`, or `header_invalid` for anything that is not `name=operator` and for a name with two operators;
 * both with the offset of the directive.
 */
export const parseDirectives = (text: string, known: ReadonlySet<string>): ReadonlyMap<string, Operator> => {
  const named = new Map<string, Operator>()
  for (const match of text.matchAll(/[^,;]+/g)) {
    const directive = match[0].trim()
    if (directive === '') continue
    const offset = match.index + match[0].search(/\S/)
    const [name, verb, ...rest] = directive.split('=')
    if (!name?.trim() || !verb?.trim() || rest.length > 0) throw new GatewayError('header_invalid', { header, offset })
    const entity = /^\s*(?:all|\*)\s*$/i.test(name) ? EVERY : resolveEntity(name, known)
    const operator = OPERATORS.get(verb.trim().toLowerCase())
    if (entity === undefined || operator === undefined) throw new GatewayError('directive_unknown', { header, offset })
    if ((named.get(entity) ?? operator) !== operator) throw new GatewayError('header_invalid', { header, offset })
    named.set(entity, operator)
  }
  if (named.size === 0) throw new GatewayError('header_invalid', { header, offset: 0 })
  const every = named.get(EVERY)
  if (every !== undefined) for (const entity of known) if (!named.has(entity)) named.set(entity, every)
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
