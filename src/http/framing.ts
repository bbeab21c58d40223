import type { IncomingMessage } from 'node:http'
import { GatewayError } from '../errors.js'
import { HOP_BY_HOP } from './headers.js'

const countOf = (rawHeaders: readonly string[], lowerName: string) => {
  let count = 0
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i]!
    if (name.length === lowerName.length && name.toLowerCase() === lowerName) count++
  }
  return count
}

/**
 * Refuses a request whose length or recipients two parsers could understand differently (RFC 9112 sections 3.2 and 6.3, RFC 9110
 * section 7.6.1). Node refuses most of these itself; what it lets through is refused here.
 * @throws GatewayError `bad_request`, `connection_header`
 */
export const checkFraming = (incoming: IncomingMessage): void => {
  const { headers } = incoming
  const coding = headers['transfer-encoding']
  if (coding !== undefined) {
    if (headers['content-length'] !== undefined) throw new GatewayError('bad_request')
    // Node decodes the chunks of `gzip, chunked` and hands over the gzip bytes as if they were the body.
    if (coding.trim().toLowerCase() !== 'chunked') throw new GatewayError('bad_request')
  }
  const hosts = countOf(incoming.rawHeaders, 'host')
  if (hosts > 1 || (hosts === 0 && incoming.httpVersion === '1.1')) throw new GatewayError('bad_request')

  const connection = headers.connection
  if (connection === undefined || connection === 'keep-alive' || connection === 'close') return
  for (const option of connection.toLowerCase().split(',')) {
    const name = option.trim()
    // `close` and unlisted hop-by-hop names are options of the connection; any other name would make a next hop drop that header.
    if (name !== '' && name !== 'close' && !HOP_BY_HOP.has(name)) throw new GatewayError('connection_header')
  }
}
