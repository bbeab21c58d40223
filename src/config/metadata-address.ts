import { BlockList, isIP } from 'node:net'
import type { Problem } from './problems.js'
import { list, type Tree, tree } from './tree.js'

/** Link-local addresses (RFC 3927; RFC 4291 section 2.5.6), where nearly every cloud answers. */
const SUBNETS = [
  ['169.254.0.0', 16],
  ['fe80::', 10],
] as const

/** Where the others answer, by their own documentation of instance metadata. Azure's is a public address, the rest are private ones. */
const ADDRESSES = [
  '100.100.100.200', // Alibaba Cloud ECS
  'fd00:100::100:200', // the same over IPv6, as cloud-init's data source for it asks
  '168.63.129.16', // Azure, the wire server of a virtual machine
  'fd00:ec2::254', // AWS EC2
  'fd00:ec2::23', // AWS EKS Pod Identity
  'fd20:ce::254', // Google Compute Engine
  'fd00:c1::a9fe:a9fe', // Oracle Cloud
  '192.0.0.192', // Oracle Compute Classic
  'fd00:42::42', // Scaleway
  'fd00:a9fe:a9fe::1', // Akamai (Linode)
] as const

/** The well-known prefix by which a network of IPv6 alone reaches addresses of IPv4 (RFC 6052 section 2.1). */
const NAT64 = '64:ff9b::'
const NAT64_BITS = 96

const METADATA = new BlockList()
for (const [subnet, bits] of SUBNETS) {
  METADATA.addSubnet(subnet, bits, isIP(subnet) === 6 ? 'ipv6' : 'ipv4')
  if (isIP(subnet) === 4) METADATA.addSubnet(`${NAT64}${subnet}`, NAT64_BITS + bits, 'ipv6')
}
for (const address of ADDRESSES) {
  METADATA.addAddress(address, isIP(address) === 6 ? 'ipv6' : 'ipv4')
  if (isIP(address) === 4) METADATA.addAddress(`${NAT64}${address}`, 'ipv6')
}

/**
 * True for an address, of family 4 or 6, at which clouds answer a machine's questions about itself, its credentials among them. One
 * of family 4 counts in its IPv6 forms too: mapped (`::ffff:…`) and behind NAT64.
 */
export const isMetadataAddress = (address: string, family: number): boolean =>
  METADATA.check(address, family === 6 ? 'ipv6' : 'ipv4')

/** True for a URL whose host is such an address, in whatever spelling. */
const isMetadataUrl = (text: unknown): boolean => {
  if (typeof text !== 'string' || !URL.canParse(text)) return false
  const host = new URL(text).hostname.replace(/^\[|\]$/g, '')
  const family = isIP(host)
  return family !== 0 && isMetadataAddress(host, family)
}

/** Addresses that no backend has, and that a slip of the pen or of a template must not send requests to. */
export const metadataAddressProblems = (root: Tree): Problem[] => {
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
    'is a link-local or metadata address, where machines keep their credentials: set upstream.allow_link_local to allow it'
  return places.filter(([, url]) => isMetadataUrl(url)).map(([path]) => ({ path, message }))
}
