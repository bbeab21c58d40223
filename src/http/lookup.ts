import dns, { type LookupAddress } from 'node:dns'
import type { LookupFunction } from 'node:net'
import { type ErrorCode, GatewayError } from '../errors.js'

/** True for an address that nothing may be sent to. */
export type RefuseAddress = (address: string, family: number) => boolean

/**
 * The runtime's own resolution of names, for each connection that is opened, which fails with GatewayError `code` where one of the
 * addresses is refused: a name that was good when the configuration was read may lead elsewhere by now, and the connection goes to
 * what was looked at.
 */
export const createLookup =
  (refuses: RefuseAddress, code: ErrorCode): LookupFunction =>
  (hostname, options, done) => {
    dns.lookup(hostname, { ...options, all: true }, (error, addresses: readonly LookupAddress[]) => {
      if (error !== null) done(error, '')
      else if (addresses.some(({ address, family }) => refuses(address, family))) done(new GatewayError(code), '')
      else if (options.all === true) done(null, [...addresses])
      else done(null, addresses[0]?.address ?? '', addresses[0]?.family)
    })
  }
