import { describe, expect, it } from 'vitest'
import { decoded, encoded } from './coding.js'
import { createMutant } from './request.js'

const TEXT = Buffer.from('{"message":"mail jane@corp.org"}')

describe('the oracle of coded bodies', () => {
  it.each(['gzip', 'br', 'deflate', 'Deflate', 'zstd', 'gzip, br', 'zstd, identity, gzip', 'x-planted'])(
    'reads %s',
    (encoding) => {
      expect(decoded(encoding, encoded(encoding, TEXT))).toEqual(TEXT)
      expect(decoded(encoding, encoded(encoding, TEXT).subarray(0, -3))?.equals(TEXT) ?? false).toBe(false)
    },
  )

  it('knows what a changed byte of a coding without a checksum makes of the text', () => {
    const bytes = encoded('zstd', TEXT)
    bytes[bytes.indexOf('jane')] = 'J'.charCodeAt(0)
    expect(decoded('zstd', bytes)?.toString()).toBe('{"message":"mail Jane@corp.org"}')
  })

  it('judges a mutant by what the gateway can read, not by what was coded', () => {
    const { source, parts, headers } = createMutant(31, 7422)
    expect(headers['content-encoding']).toBe('zstd')
    expect(source).toEqual(decoded('zstd', Buffer.concat(parts)))
  })
})
