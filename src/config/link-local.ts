import { BlockList, isIP } from 'node:net'
import type { Problem } from './problems.js'
import { list, type Tree, tree } from './tree.js'

/** Where clouds answer a machine's questions about itself, its credentials among them: RFC 3927, RFC 4291 section 2.5.6, and AWS over IPv6. */
const LINK_LOCAL = new BlockList()
LINK_LOCAL.addSubnet('169.254.0.0', 16, 'ipv4')
LINK_LOCAL.addSubnet('fe80::', 10, 'ipv6')
LINK_LOCAL.addAddress('fd00:ec2::254', 'ipv6')

/** True for such an address of family 4 or 6, one of family 4 written as one of family 6 included. */
export const isLinkLocal = (address: string, family: number): boolean =>
  LINK_LOCAL.check(address, family === 6 ? 'ipv6' : 'ipv4')

/** True for a URL whose host is such an address, in whatever spelling. */
const isLinkLocalUrl = (text: unknown): boolean => {
  if (typeof text !== 'string' || !URL.canParse(text)) return false
  const host = new URL(text).hostname.replace(/^\[|\]$/g, '')
  const family = isIP(host)
  return family !== 0 && isLinkLocal(host, family)
}

/** Addresses that no backend has, and that a slip of the pen or of a template must not send requests to. */
export const linkLocalProblems = (root: Tree): Problem[] => {
  const upstream = tree(root.upstream)
  if (upstream.allow_link_local === true) return []
  const places: readonly (readonly [Problem['path'], unknown])[] = [
    [['upstream', 'url'], upstream.url],
    ...Object.entries(tree(root.tenants)).map(
      ([id, tenant]) => [['tenants', id, 'upstream', 'url'], tree(tree(tenant).upstream).url] as const,
    ),
    ...list(tree(root.auth).jwt).map((one, index) => [['auth', 'jwt', index, 'jwks_url'], tree(one).jwks_url] as const),
  ]
  const message =
    'is a link-local address, where machines keep their credentials: set upstream.allow_link_local to allow it'
  return places.filter(([, url]) => isLinkLocalUrl(url)).map(([path]) => ({ path, message }))
}
