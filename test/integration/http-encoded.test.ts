import { brotliCompressSync, constants, createGzip, deflateRawSync, deflateSync, gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { send } from '../support/client.js'
import { type PassOptions, shout, startPass } from '../support/pass.js'
import { until } from '../support/serve.js'
import { reply, startUpstream, stream, type TestUpstream } from '../support/upstream.js'
import { zstdFrame } from '../support/zstd.js'

let upstream: TestUpstream
const closers: (() => Promise<void>)[] = []
const pass = async (options: PassOptions = {}, path = '') => {
  const gateway = await startPass(upstream.url + path, options)
  closers.push(gateway.close)
  return gateway
}
beforeEach(async () => {
  upstream = await startUpstream()
})
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
  await upstream.close()
})

describe('an encoded response', () => {
  const text = '{"hello":"world"}'
  it.each([
    ['gzip', gzipSync(text)],
    ['x-gzip', gzipSync(text)],
    ['br', brotliCompressSync(text)],
    ['deflate', deflateSync(text)],
    ['deflate', deflateRawSync(text)],
    ['zstd', zstdFrame([text])],
    ['gzip, br', brotliCompressSync(gzipSync(text))],
  ])('in %s is decoded before it is rewritten (F93)', async (coding, body) => {
    upstream.answer(reply(body, { headers: ['content-encoding', coding] }))
    const gateway = await pass({ transform: shout })
    const answer = await send(gateway.url)
    expect(answer.isComplete).toBe(true)
    expect(answer.body.toString()).toBe('{"HELLO":"WORLD"}!')
    expect(answer.headers['content-encoding']).toBeUndefined()
  })

  it('streams: what was flushed arrives before the end', async () => {
    const gzip = createGzip()
    const parts: Buffer[] = []
    gzip.on('data', (part: Buffer) => parts.push(part))
    gzip.write('data: a\n\n')
    await new Promise<void>((resolve) => gzip.flush(constants.Z_SYNC_FLUSH, () => resolve()))
    const first = Buffer.concat(parts.splice(0))
    await new Promise<void>((resolve) => gzip.on('end', resolve).end('data: b\n\n'))
    upstream.answer(stream([first, Buffer.concat(parts)], { delayMs: 150, headers: ['content-encoding', 'gzip'] }))
    const gateway = await pass({ transform: shout })
    const answer = await send(gateway.url)
    expect(answer.body.toString()).toBe('DATA: A\n\nDATA: B\n\n!')
    expect(answer.totalMs - answer.firstByteMs).toBeGreaterThan(80)
  })

  it('that expands a thousandfold passes with back-pressure', async () => {
    upstream.answer(reply(gzipSync(Buffer.alloc(20e6, 'a')), { headers: ['content-encoding', 'gzip'] }))
    const gateway = await pass()
    const answer = await send(gateway.url)
    expect(answer.isComplete).toBe(true)
    expect(answer.body).toHaveLength(20e6)
  })

  it.each([
    ['gzip', 'this is no gzip'],
    ['zstd', 'this is no zstd'],
    ['snappy', 'unknown'],
  ])('that says %s and is not is 502 while nothing was sent', async (coding, body) => {
    upstream.answer(reply(body, { headers: ['content-encoding', coding] }))
    const gateway = await pass()
    const answer = await send(gateway.url)
    expect(answer.status).toBe(502)
    expect(JSON.parse(answer.body.toString())).toMatchObject({ code: 'upstream_invalid' })
  })

  it('that breaks after its first bytes is cut', async () => {
    const body = gzipSync(Buffer.from(Array.from({ length: 60_000 }, (_, i) => `${i * 7919}`).join()))
    upstream.answer(reply(body.subarray(0, -20), { headers: ['content-encoding', 'gzip'] }))
    const gateway = await pass()
    const answer = await send(gateway.url)
    expect(answer).toMatchObject({ status: 200, isComplete: false })
    await until(() => gateway.results.length === 1)
    expect(gateway.results).toMatchObject([{ ending: 'upstream_cut' }])
  })
})
