import type { IncomingMessage } from 'node:http'
import { BlockList, isIP } from 'node:net'

const SAFE_HOST = /^[A-Za-z0-9._:[\]-]{1,255}$/

/** Whether a lower-case name tells of earlier hops: these are rewritten, never copied. */
export const isForwardedName = (lower: string): boolean =>
  lower === 'forwarded' || lower === 'x-real-ip' || lower.startsWith('x-forwarded-')

/** An IPv4 peer of a dual-stack socket in its usual form; empty when the socket has gone. */
export const peerAddress = (incoming: IncomingMessage): string => {
  const address = incoming.socket.remoteAddress ?? ''
  return address.startsWith('::ffff:') ? address.slice(7) : address
}

type Hop = {
  readonly host: string
  /** Empty for a Host that is no name of a host. */
  readonly safeHost: string
  readonly peer: string
  readonly proto: string
  readonly element: string
}

/** Where a connection keeps what it tells of its last request: most connections have one client, which asks for one host. */
const HOP = Symbol('hop')
type Connection = IncomingMessage['socket'] & { [HOP]?: Hop }

const hopOf = (incoming: IncomingMessage): Hop => {
  const connection: Connection = incoming.socket
  const host = incoming.headers.host ?? ''
  const last = connection[HOP]
  if (last !== undefined && last.host === host) return last
  const peer = peerAddress(incoming)
  const proto = 'encrypted' in connection ? 'https' : 'http'
  const node = isIP(peer) === 6 ? `"[${peer}]"` : peer || 'unknown'
  const safeHost = SAFE_HOST.test(host) ? host : ''
  const element = safeHost === '' ? `for=${node};proto=${proto}` : `for=${node};host="${host}";proto=${proto}`
  const hop = { host, safeHost, peer, proto, element }
  connection[HOP] = hop
  return hop
}

/**
 * Appends X-Forwarded-For, -Proto, -Host and Forwarded (RFC 7239) to a flat list. What the peer sent in these fields is extended
 * when the peer is trusted, and ignored when it is not.
 */
export const forwardedHeaders = (incoming: IncomingMessage, trustedPeer: boolean, flat: string[]): void => {
  const { headers } = incoming
  const { safeHost, peer, proto, element } = hopOf(incoming)
  const before = (name: string): string => (trustedPeer ? (headers[name]?.toString() ?? '') : '')
  const chain = before('x-forwarded-for')
  const elements = before('forwarded')
  const outerHost = before('x-forwarded-host') || safeHost
  flat.push('x-forwarded-for', chain === '' ? peer : `${chain}, ${peer}`)
  flat.push('x-forwarded-proto', before('x-forwarded-proto') || proto)
  if (outerHost !== '') flat.push('x-forwarded-host', outerHost)
  flat.push('forwarded', elements === '' ? element : `${elements}, ${element}`)
}

/**
 * Returns a test for addresses inside `networks` (addresses or CIDR blocks, both families).
 * @throws TypeError when an entry is neither; the message names no entry.
 */
export const createTrustedPeers = (networks: readonly string[]): ((address: string) => boolean) => {
  if (networks.length === 0) return () => false
  const list = new BlockList()
  for (const network of networks) {
    const [address = '', bits] = network.split('/')
    const family = isIP(address)
    if (family === 0) throw new TypeError('not an address or CIDR block')
    const prefix = bits === undefined ? (family === 6 ? 128 : 32) : Number(bits)
    list.addSubnet(address, prefix, family === 6 ? 'ipv6' : 'ipv4')
  }
  return (address) => {
    const family = isIP(address)
    return family !== 0 && list.check(address, family === 6 ? 'ipv6' : 'ipv4')
  }
}
