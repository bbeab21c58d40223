import { GatewayError } from '../errors.js'
import { identityOf, MAX_TOKEN_NUMBER } from '../token.js'
import type { Identify, MapEntry, ThreadMap } from '../types.js'

/**
 * Issues the tokens of one request: one per distinct identity, the lowest number above the high-water mark that the
 * caller's text does not spell. `used` holds the tokens that stand in the rewritten body, each with the first surface
 * form of this request; `fresh` the highest new number per entity, to be reserved before forwarding.
 */
export const createAllocator = (known: ThreadMap, literals: ReadonlySet<string>, identify: Identify) => {
  const used = new Map<string, MapEntry>()
  const issued = new Map<string, string>()
  const fresh = new Map<string, number>()
  /** Tokens that were given before their value was written. */
  const planned = new Map<string, string>()

  const nextToken = (entity: string): string => {
    let number = fresh.get(entity) ?? known.highWater.get(entity) ?? 0
    let token: string
    do {
      number++
      token = `${entity}_${number}`
    } while (literals.has(token) || known.entries.has(token))
    if (number > MAX_TOKEN_NUMBER) throw new GatewayError('mapping_invalid')
    fresh.set(entity, number)
    return token
  }

  /** The token for a value; a new one for a new identity. */
  const tokenFor = (entity: string, value: string): string => {
    const key = identify(entity, value)
    const identity = identityOf(entity, key)
    let token = issued.get(identity) ?? known.tokenOf.get(identity) ?? planned.get(identity)
    if (token === undefined) token = nextToken(entity)
    if (!issued.has(identity)) {
      issued.set(identity, token)
      used.set(token, { token, entity, key, value })
    }
    return token
  }
  /** Gives a value its number now; it counts as used only when it is written. */
  const plan = (entity: string, value: string): void => {
    const identity = identityOf(entity, identify(entity, value))
    if (!known.tokenOf.has(identity) && !planned.has(identity)) planned.set(identity, nextToken(entity))
  }
  return { tokenFor, plan, used, fresh }
}
