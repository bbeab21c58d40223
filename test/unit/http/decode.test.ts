import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { type Coding, createStreamDecoder, decodeBody, parseCodings } from '../../../src/http/decode.js'
import { ZSTD_TEXT, ZSTD_WITH_CHECKSUM, zstdBomb, zstdFrame } from '../../support/zstd.js'

const TEXT = Buffer.from(ZSTD_TEXT)
const ENCODED: readonly (readonly [string, Coding[], Buffer])[] = [
  ['gzip', ['gzip'], gzipSync(TEXT)],
  ['br', ['br'], brotliCompressSync(TEXT)],
  ['deflate', ['deflate'], deflateSync(TEXT)],
  ['raw deflate', ['deflate'], deflateRawSync(TEXT)],
  ['zstd', ['zstd'], ZSTD_WITH_CHECKSUM],
  ['gzip, then br', ['gzip', 'br'], brotliCompressSync(gzipSync(TEXT))],
  ['deflate, then zstd', ['deflate', 'zstd'], zstdFrame([deflateSync(TEXT)])],
]

describe('parseCodings', () => {
  it.each([
    ['gzip', ['gzip']],
    ['X-GZIP', ['gzip']],
    [' gzip , identity,br', ['gzip', 'br']],
    ['identity', []],
    ['', []],
    ['snappy', undefined],
    ['gzip, compress', undefined],
    ['br,br,br,br,br', undefined],
  ])('reads %j', (header, codings) => {
    expect(parseCodings(header)).toEqual(codings)
  })
})

describe('decodeBody', () => {
  it.each(ENCODED)('undoes %s', async (_, codings, bytes) => {
    expect((await decodeBody(bytes, codings, 1e6)).toString()).toBe(ZSTD_TEXT)
  })

  it.each(ENCODED)('allows %s exactly up to the limit', async (_, codings, bytes) => {
    await expect(decodeBody(bytes, codings, TEXT.length)).resolves.toHaveLength(TEXT.length)
    await expect(decodeBody(bytes, codings, TEXT.length - 1)).rejects.toMatchObject({ code: 'body_too_large' })
  })

  it.each(ENCODED)('refuses %s that is cut short or is something else', async (_, codings, bytes) => {
    await expect(decodeBody(bytes.subarray(0, -3), codings, 1e6)).rejects.toMatchObject({
      code: 'body_encoding_broken',
    })
    await expect(decodeBody(Buffer.from('{"message":"hi"}'), codings, 1e6)).rejects.toMatchObject({
      code: 'body_encoding_broken',
    })
  })

  it.each([
    ['gzip', gzipSync(Buffer.alloc(50e6))],
    ['br', brotliCompressSync(Buffer.alloc(50e6))],
    ['zstd', zstdBomb(5000)],
  ] as const)('stops a %s bomb at the limit', async (coding, bomb) => {
    expect(bomb.length).toBeLessThan(100_000)
    const before = process.cpuUsage()
    await expect(decodeBody(bomb, [coding], 1e6)).rejects.toMatchObject({ code: 'body_too_large' })
    const { user, system } = process.cpuUsage(before)
    expect((user + system) / 1000).toBeLessThan(500)
  })
})

describe('createStreamDecoder', () => {
  it.each(ENCODED)('undoes %s that comes byte by byte', async (_, codings, bytes) => {
    const { input, output } = createStreamDecoder(codings, bytes[0], () => {})
    const parts: Buffer[] = []
    output.on('data', (part: Buffer) => parts.push(part))
    const ended = new Promise((resolve) => output.on('end', resolve))
    for (const byte of bytes) input.write(Buffer.of(byte))
    input.end()
    await ended
    expect(Buffer.concat(parts).toString()).toBe(ZSTD_TEXT)
  })

  it.each(ENCODED)('reports %s that is cut short', async (_, codings, bytes) => {
    await new Promise<void>((resolve) => {
      const { input, output } = createStreamDecoder(codings, bytes[0], resolve)
      output.resume()
      input.end(bytes.subarray(0, -5))
    })
  })
})
