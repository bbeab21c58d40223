import { describe, expect, it } from 'vitest'
import { createZstdDecoder, createZstdStream } from '../../../src/http/zstd.js'
import { ZSTD_FROM_PIPE, ZSTD_TEXT, ZSTD_WITH_CHECKSUM, zstdFrame } from '../../support/zstd.js'

const decode = (chunks: readonly Buffer[]) => {
  const parts: Buffer[] = []
  const decoder = createZstdDecoder((part) => parts.push(Buffer.from(part)))
  for (const chunk of chunks) decoder.push(chunk)
  decoder.end()
  return Buffer.concat(parts).toString()
}
const bytewise = (bytes: Buffer) => Array.from(bytes, (byte) => Buffer.of(byte))

describe('createZstdDecoder', () => {
  it.each([
    ['with a checksum', ZSTD_WITH_CHECKSUM, ZSTD_TEXT],
    ['of unknown size', ZSTD_FROM_PIPE, ZSTD_TEXT],
    ['of raw blocks', zstdFrame(['hello ', 'wor', 'ld']), 'hello world'],
    ['with empty blocks', zstdFrame(['', 'a', '']), 'a'],
  ])('decodes a frame %s, whole and byte by byte', (_, frame, text) => {
    expect(decode([frame])).toBe(text)
    expect(decode(bytewise(frame))).toBe(text)
  })

  it('decodes frames in a row and passes over skippable ones', () => {
    const skippable = Buffer.from([0x5a, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3])
    const all = Buffer.concat([ZSTD_WITH_CHECKSUM, skippable, zstdFrame(['x']), skippable, ZSTD_FROM_PIPE])
    expect(decode([all])).toBe(`${ZSTD_TEXT}x${ZSTD_TEXT}`)
    expect(decode(bytewise(all))).toBe(`${ZSTD_TEXT}x${ZSTD_TEXT}`)
  })

  it('refuses a frame that ends early', () => {
    for (let length = 1; length < ZSTD_WITH_CHECKSUM.length; length++) {
      expect(() => decode([ZSTD_WITH_CHECKSUM.subarray(0, length)])).toThrow()
    }
  })

  it.each([
    ['what is not zstd', Buffer.from('{"message":"hi"}')],
    ['garbage after a frame', Buffer.concat([ZSTD_FROM_PIPE, Buffer.from('trailing garbage')])],
    ['a dictionary', Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 1, 56, 7, 1, 0, 0])],
    ['a reserved block type', Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0, 56, 7, 0, 0])],
    ['a window of 16 MiB', zstdFrame(['x'], 24)],
    ['a window of 2 TiB', zstdFrame(['x'], 41)],
    [
      'a content size of 2^56 in one segment',
      Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0xe0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 0, 0]),
    ],
  ])('refuses %s', (_, bytes) => {
    expect(() => decode([bytes])).toThrow()
  })

  it('stops when tiny blocks move a large window too often', () => {
    const blocks = zstdFrame(
      Array.from({ length: 100_000 }, () => 'x'),
      23,
    )
    const startMs = performance.now()
    expect(() => decode([blocks])).toThrow()
    expect(performance.now() - startMs).toBeLessThan(3000)
  })
})

describe('createZstdStream', () => {
  it('gives out each block as soon as it is there', async () => {
    const stream = createZstdStream()
    const frame = zstdFrame(['a first block, long enough', ' and a second'])
    const seen: string[] = []
    stream.on('data', (chunk: Buffer) => seen.push(chunk.toString()))
    await new Promise<void>((resolve) => stream.write(frame.subarray(0, 6 + 3 + 26), () => resolve()))
    await new Promise((resolve) => setImmediate(resolve))
    expect(seen.join('')).toBe('a first block, long enough')
    await new Promise<void>((resolve) => stream.on('end', resolve).end(frame.subarray(6 + 3 + 26)))
    expect(seen.join('')).toBe('a first block, long enough and a second')
  })

  it('fails when it ends inside a frame', async () => {
    const stream = createZstdStream()
    stream.resume()
    await expect(
      new Promise((_, reject) => stream.on('error', reject).end(ZSTD_FROM_PIPE.subarray(0, 40))),
    ).rejects.toThrow()
  })
})
