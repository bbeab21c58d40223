import { isIP } from 'node:net'

/** What a request says of where it comes from: values of its headers, undefined where absent. */
export type Provenance = {
  readonly host: string | undefined
  readonly origin: string | undefined
  readonly fetchSite: string | undefined
}

/** Host of an authority without its port; IPv6 without brackets. */
const hostOf = (authority: string): string =>
  authority
    .replace(/:\d*$/, '')
    .replace(/^\[|\]$/g, '')
    .toLowerCase()

/**
 * True where the Host is a name that no stranger can point here: an address, `localhost`, or the configured one. A page of
 * another site that was rebound to this address (DNS rebinding) still carries its own name.
 */
export const isOwnHost = (host: string | undefined, configured: string): boolean => {
  if (host === undefined) return false
  const name = hostOf(host)
  return name === 'localhost' || name.endsWith('.localhost') || isIP(name) !== 0 || name === configured.toLowerCase()
}

/** True where the request comes from a page of this very listener, or from no page at all. */
export const isSameOrigin = ({ host, origin, fetchSite }: Provenance): boolean => {
  if (fetchSite !== undefined && fetchSite !== 'same-origin' && fetchSite !== 'none') return false
  return origin === undefined || (host !== undefined && (origin === `http://${host}` || origin === `https://${host}`))
}
