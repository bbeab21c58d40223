import type { IncomingMessage } from 'node:http'
import { describe, expect, it } from 'vitest'
import { checkFraming } from '../../../src/http/framing.js'

const incoming = (rawHeaders: string[]): IncomingMessage => {
  const headers: Record<string, string> = {}
  for (let i = 0; i < rawHeaders.length; i += 2) headers[rawHeaders[i]!.toLowerCase()] = rawHeaders[i + 1]!
  return { rawHeaders, headers } as unknown as IncomingMessage
}

describe('checkFraming', () => {
  it.each([
    [['Host', 'a']],
    [['Host', 'a', 'Connection', 'keep-alive']],
    [['Host', 'a', 'Connection', 'close']],
    [['Host', 'a', 'Connection', 'Upgrade, HTTP2-Settings']],
    [['Host', 'a', 'Connection', 'TE, , close']],
    [['Host', 'a', 'Transfer-Encoding', 'Chunked']],
  ])('accepts %j', (raw) => {
    expect(() => checkFraming(incoming(raw))).not.toThrow()
  })

  it.each([
    [['Host', 'a', 'Connection', 'X-API-Key'], 'connection_header'],
    [['Host', 'a', 'Connection', 'close, x-pii-mapping'], 'connection_header'],
    [['Host', 'a', 'Connection', 'Content-Length'], 'connection_header'],
    [['Host', 'a', 'Connection', 'Host'], 'connection_header'],
    [['Host', 'a', 'Content-Length', '3', 'Transfer-Encoding', 'chunked'], 'bad_request'],
    [['Host', 'a', 'Transfer-Encoding', 'gzip, chunked'], 'bad_request'],
    [['Host', 'a', 'Transfer-Encoding', 'identity'], 'bad_request'],
    [['Host', 'a', 'host', 'b'], 'bad_request'],
  ])('refuses %j', (raw, code) => {
    expect(() => checkFraming(incoming(raw))).toThrow(code)
  })
})
