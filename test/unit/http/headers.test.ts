import type { IncomingMessage } from 'node:http'
import { describe, expect, it } from 'vitest'
import { toClientHeaders, toRelayedRequest, toRelayedResponse, toUpstreamHeaders } from '../../../src/http/headers.js'

const incoming = (rawHeaders: string[], remoteAddress = '192.0.2.7'): IncomingMessage => {
  const headers: Record<string, string> = {}
  for (let i = 0; i < rawHeaders.length; i += 2) headers[rawHeaders[i]!.toLowerCase()] = rawHeaders[i + 1]!
  return { rawHeaders, headers, socket: { remoteAddress } } as unknown as IncomingMessage
}

const namesOf = (flat: readonly string[]) => flat.filter((_, i) => i % 2 === 0)
const valuesOf = (flat: readonly string[], name: string) =>
  flat.filter((_, i) => i % 2 === 1 && flat[i - 1]!.toLowerCase() === name)

const FRAMING = [
  'Connection',
  'Keep-Alive',
  'Proxy-Connection',
  'Proxy-Authorization',
  'TE',
  'Trailer',
  'Transfer-Encoding',
  'Upgrade',
  'HTTP2-Settings',
]

describe('toUpstreamHeaders', () => {
  const build = (rawHeaders: string[], options: Partial<Parameters<typeof toUpstreamHeaders>[1]> = {}) =>
    toUpstreamHeaders(incoming(rawHeaders), {
      drop: new Set(),
      consumed: new Set<string>(),
      add: [],
      trustedPeer: false,
      ...options,
    })

  it.each([
    ...FRAMING,
    'Host',
    'Content-Length',
    'Content-Encoding',
    'Expect',
    'Range',
    'If-None-Match',
    'If-Modified-Since',
    'If-Range',
    'Digest',
    'Content-MD5',
    'Repr-Digest',
    'Want-Repr-Digest',
    'baggage',
    'X-Real-IP',
    'X-Forwarded-Port',
  ])('drops %s', (name) => {
    expect(namesOf(build([name, 'x', 'X-Kept', '1']))).not.toContain(name)
    expect(namesOf(build([name, 'x', 'X-Kept', '1']))).toContain('X-Kept')
  })

  it('keeps names in their case, order and number', () => {
    const flat = build(['X-Trace-ID', '1', 'x-many', 'a', 'X-Many', 'b', 'Cookie', 'c=d', 'Idempotency-Key', 'k'])
    expect(flat.slice(0, 10)).toEqual([
      'X-Trace-ID',
      '1',
      'x-many',
      'a',
      'X-Many',
      'b',
      'Cookie',
      'c=d',
      'Idempotency-Key',
      'k',
    ])
  })

  it('asks for an identity body, whatever the client accepts', () => {
    expect(valuesOf(build(['Accept-Encoding', 'br']), 'accept-encoding')).toEqual(['identity'])
  })

  it('drops what the caller names and what Connection names, and appends what the caller gives', () => {
    const flat = build(['X-Key', 's', 'X-Hop', '1', 'Connection', 'close, X-Hop'], {
      drop: new Set(['x-key']),
      consumed: new Set<string>(),
      add: ['X-New', '2'],
    })
    expect(namesOf(flat)).not.toContain('X-Key')
    expect(namesOf(flat)).not.toContain('X-Hop')
    expect(flat.slice(-2)).toEqual(['X-New', '2'])
  })

  it('sets the forwarding fields itself for an untrusted peer', () => {
    const flat = build(['Host', 'chat.example', 'X-Forwarded-For', '203.0.113.9', 'Forwarded', 'for=203.0.113.9'])
    expect(valuesOf(flat, 'x-forwarded-for')).toEqual(['192.0.2.7'])
    expect(valuesOf(flat, 'x-forwarded-host')).toEqual(['chat.example'])
    expect(valuesOf(flat, 'x-forwarded-proto')).toEqual(['http'])
    expect(valuesOf(flat, 'forwarded')).toEqual(['for=192.0.2.7;host="chat.example";proto=http'])
  })

  it('extends the fields of a trusted peer', () => {
    const raw = [
      'Host',
      'in.example',
      'X-Forwarded-For',
      '203.0.113.9',
      'X-Forwarded-Proto',
      'https',
      'X-Forwarded-Host',
      'out.example',
    ]
    const flat = build(raw, { trustedPeer: true })
    expect(valuesOf(flat, 'x-forwarded-for')).toEqual(['203.0.113.9, 192.0.2.7'])
    expect(valuesOf(flat, 'x-forwarded-proto')).toEqual(['https'])
    expect(valuesOf(flat, 'x-forwarded-host')).toEqual(['out.example'])
  })
})

describe('toClientHeaders', () => {
  const build = (flat: string[], drop = new Set<string>(), add: string[] = []) => toClientHeaders(flat, { drop, add })

  it.each([
    ...FRAMING,
    'Content-Length',
    'Content-Encoding',
    'ETag',
    'Digest',
    'Content-Digest',
    'Accept-Ranges',
    'Content-Range',
    'Age',
    'Expires',
    'Alt-Svc',
  ])('drops %s', (name) => {
    expect(namesOf(build([name, 'x']))).toEqual(['cache-control'])
  })

  it('keeps every Set-Cookie and forbids storing', () => {
    const flat = build(['Set-Cookie', 'a=1', 'Cache-Control', 'public', 'Set-Cookie', 'b=2', 'Last-Modified', 'x'])
    expect(valuesOf(flat, 'set-cookie')).toEqual(['a=1', 'b=2'])
    expect(valuesOf(flat, 'cache-control')).toEqual(['no-store'])
    expect(namesOf(flat)).toContain('Last-Modified')
  })

  it('drops what Connection and the caller name', () => {
    expect(build(['X-Hop', '1', 'connection', 'X-Hop', 'X-Pii', '2'], new Set(['x-pii']), ['X-Ours', '3'])).toEqual([
      'cache-control',
      'no-store',
      'X-Ours',
      '3',
    ])
  })
})

describe('toRelayedRequest', () => {
  const OPTIONS = {
    drop: new Set(['x-secret']),
    consumed: new Set<string>(),
    add: ['X-Ours', '1'],
    trustedPeer: false,
    upgrade: false,
  }

  it('keeps the description of the body and repeated fields, drops hop-by-hop ones', () => {
    const record = toRelayedRequest(
      incoming([
        'Connection',
        'close',
        'X-Many',
        'a',
        'X-Many',
        'b',
        'Content-Encoding',
        'br',
        'Range',
        'bytes=0-1',
        'X-Secret',
        's',
      ]),
      OPTIONS,
    )
    expect(record).toMatchObject({ 'x-many': ['a', 'b'], 'content-encoding': 'br', range: 'bytes=0-1', 'x-ours': '1' })
    expect(record).not.toHaveProperty('connection')
    expect(record).not.toHaveProperty('x-secret')
  })

  it('keeps chunked framing, and a field named __proto__ is only a field', () => {
    const record = toRelayedRequest(incoming(['Transfer-Encoding', 'chunked', '__proto__', 'x']), OPTIONS)
    expect(record['transfer-encoding']).toBe('chunked')
    expect(Object.keys(record)).toContain('__proto__')
  })
})

describe('toRelayedResponse', () => {
  it('keeps end-to-end fields as they are; added ones replace the upstream\u2019s', () => {
    const flat = toRelayedResponse(
      [
        'ETag',
        '"1"',
        'Set-Cookie',
        'a',
        'Set-Cookie',
        'b',
        'X-Guard',
        'forged',
        'Alt-Svc',
        'h3=":443"',
        'Connection',
        'close',
      ],
      ['x-guard', 'unprotected'],
    )
    expect(flat).toEqual(['ETag', '"1"', 'Set-Cookie', 'a', 'Set-Cookie', 'b', 'x-guard', 'unprotected'])
  })
})
