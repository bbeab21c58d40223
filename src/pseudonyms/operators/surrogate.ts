import { createHmac } from 'node:crypto'
import { createDice } from './dice.js'
import { makeCard } from './surrogates/card.js'
import { makeDate } from './surrogates/date.js'
import { makeEmail } from './surrogates/email.js'
import { makeIban } from './surrogates/iban.js'
import type { MakeSurrogate } from './surrogates/maker.js'
import { makeIp, makeMac } from './surrogates/network.js'
import { makeNumber, makeSsn } from './surrogates/number.js'
import { makePerson } from './surrogates/person.js'
import { makePhone } from './surrogates/phone.js'

/** By group of the common taxonomy. Groups that are not here have no stand-in that could not be somebody's. */
const MAKERS: Readonly<Record<string, MakeSurrogate | undefined>> = {
  PERSON: makePerson,
  EMAIL: makeEmail,
  PHONE: makePhone,
  CREDIT_CARD: makeCard,
  IBAN: makeIban,
  DATE: makeDate,
  DATE_OF_BIRTH: makeDate,
  IP: makeIp,
  MAC: makeMac,
  SSN: makeSsn,
  NATIONAL_ID: makeNumber,
  TAX_ID: makeNumber,
  BANK_ACCOUNT: makeNumber,
  PASSPORT: makeNumber,
  DRIVER_LICENSE: makeNumber,
  MEDICAL_ID: makeNumber,
  VEHICLE: makeNumber,
  OTHER_ID: makeNumber,
}

export type SurrogateOptions = {
  readonly secret: Buffer | string
  readonly region: string
  readonly groups: ReadonlyMap<string, string>
  readonly isValid: (entity: string, text: string) => boolean
}

/** The stand-in of an identity in a scope (caller and space); null where there is none, and a placeholder must do. */
export type Surrogate = (
  scope: string,
  identity: { readonly entity: string; readonly key: string; readonly value: string },
) => string | null

/** A shorter one could be any word or number of an answer. */
const MIN_UNITS = 4
const MAX_KEPT = 10_000

/**
 * Realistic stand-ins, computed from the value: the same value of the same caller and space has the same one as long as
 * the secret lives, and without the secret nobody can tell one from the other. The last ones are kept, by a hash.
 */
export const createSurrogate = ({ secret, region, groups, isValid }: SurrogateOptions): Surrogate => {
  const kept = new Map<string, string | null>()
  return (scope, { entity, key, value }) => {
    const make = MAKERS[groups.get(entity) ?? entity]
    if (make === undefined) return null
    const seed = `${scope.length}|${scope}|${entity}\n${key}`
    const id = createHmac('sha256', secret).update(`${seed}\n${value}`).digest('base64')
    const known = kept.get(id)
    if (known !== undefined) return known
    const original = { entity, value, region, isValid: (text: string) => isValid(entity, text) }
    const made = make(original, createDice(secret, seed))
    const result = made === null || made.length < MIN_UNITS || made === value ? null : made
    if (kept.size >= MAX_KEPT) kept.clear()
    kept.set(id, result)
    return result
  }
}
