import type { Operator } from '../types.js'

/** What the configuration says about findings; one policy until policies are chosen by tenant, space and route. */
export type PolicySource = {
  readonly mode: 'enforce' | 'shadow' | 'off'
  readonly default_operator: Operator
  readonly operators: Readonly<Record<string, Operator>>
}

export type Policy = {
  readonly name: string
  readonly mode: 'enforce' | 'shadow' | 'off'
  readonly operatorFor: (entity: string) => Operator
}

/** The policy in use. Own properties only, so that an entity called `constructor` gets the default operator. */
export const createPolicy = (source: PolicySource): Policy => ({
  name: 'default',
  mode: source.mode,
  operatorFor: (entity) =>
    (Object.hasOwn(source.operators, entity) ? source.operators[entity] : undefined) ?? source.default_operator,
})
