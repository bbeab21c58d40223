import dns, { type LookupAddress } from 'node:dns'
import type { LookupFunction } from 'node:net'

/** The code of the error with which a name is not resolved. */
export const REFUSED_ADDRESS = 'REFUSED_ADDRESS'

/** True for an address that nothing may be sent to. */
export type RefuseAddress = (address: string, family: number) => boolean

class RefusedAddress extends Error {
  readonly code = REFUSED_ADDRESS
}

/**
 * The runtime's own resolution of names, for each connection that is opened, which fails where one of the addresses is refused: a
 * name that was good when the configuration was read may lead elsewhere by now, and the connection goes to what was looked at.
 */
export const createLookup =
  (refuses: RefuseAddress): LookupFunction =>
  (hostname, options, done) => {
    dns.lookup(hostname, { ...options, all: true }, (error, addresses: readonly LookupAddress[]) => {
      if (error !== null) done(error, '')
      else if (addresses.some(({ address, family }) => refuses(address, family))) done(new RefusedAddress(), '')
      else if (options.all === true) done(null, [...addresses])
      else done(null, addresses[0]?.address ?? '', addresses[0]?.family)
    })
  }
