import { createHmac } from 'node:crypto'

/** 64 bits: two of a million values are equal with a chance of one in 37 million. */
const HASH_HEX_DIGITS = 16

/** A stand-in that is the same for equal identities and says nothing of the value without the key: `[EMAIL#9f86d081884c7d65]`. */
export const createHash =
  (key: string) =>
  (entity: string, identity: string): string =>
    `[${entity}#${createHmac('sha256', key).update(`${entity}\n${identity}`).digest('hex').slice(0, HASH_HEX_DIGITS)}]`
