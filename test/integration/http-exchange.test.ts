import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { send, sendRaw } from '../support/client.js'
import { type PassOptions, shout, startPass } from '../support/pass.js'
import { bytes, drip, reply, startUpstream, stream, type TestUpstream } from '../support/upstream.js'

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

const namesOf = (flat: readonly string[]) => flat.filter((_, i) => i % 2 === 0).map((name) => name.toLowerCase())

describe('the request that the upstream sees', () => {
  it('has the upstream as Host, the right length and the base path', async () => {
    const gateway = await pass({}, '/base/')
    await send(`${gateway.url}/v1/x?y=%20`, { method: 'POST' })
    const { url, headers, body } = upstream.last()
    expect(url).toBe('/base/v1/x?y=%20')
    expect(headers).toMatchObject({ host: `127.0.0.1:${upstream.port}`, 'content-length': '7', 'x-kept': '1' })
    expect(body.toString()).toBe('{"a":1}')
  })

  it('goes over one kept-alive connection when requests follow each other', async () => {
    const gateway = await pass()
    for (let i = 0; i < 5; i++) await send(gateway.url, { method: 'POST' })
    expect(upstream.requests).toHaveLength(5)
    expect(upstream.connections()).toBe(1)
  })
})

describe('a whole response', () => {
  it('leaves in one piece with the length of what was rewritten', async () => {
    upstream.answer(reply('{"b":"c"}'))
    const gateway = await pass({ transform: shout })
    const answer = await send(gateway.url, { method: 'POST' })
    expect(answer).toMatchObject({ status: 200, isComplete: true })
    expect(answer.body.toString()).toBe('{"B":"C"}!')
    expect(answer.headers['content-length']).toBe('10')
    expect(answer.headers['transfer-encoding']).toBeUndefined()
    expect(gateway.results).toEqual([{ status: 200, ending: 'complete', receivedBytes: 9, sentBytes: 10 }])
  })

  it('keeps the status of an upstream error and of a redirect, which is not followed', async () => {
    const gateway = await pass()
    upstream.answer(reply('{}', { status: 503 }))
    expect((await send(gateway.url)).status).toBe(503)
    upstream.answer(reply('', { status: 307, headers: ['location', '/elsewhere'] }))
    expect(await send(gateway.url)).toMatchObject({ status: 307, headers: { location: '/elsewhere' } })
    expect(upstream.requests).toHaveLength(2)
  })

  it('keeps both of two Set-Cookie fields and the bytes of a Latin-1 value', async () => {
    upstream.answer(reply('{}', { headers: ['set-cookie', 'a=1', 'set-cookie', 'b=2', 'x-name', 'caf\u00c3\u00a9'] }))
    const gateway = await pass({ add: ['X-Ours', '1'] })
    const answer = await send(gateway.url)
    expect(answer.headers['set-cookie']).toEqual(['a=1', 'b=2'])
    expect(answer.headers).toMatchObject({ 'x-ours': '1', 'cache-control': 'no-store' })
  })

  it('drops what no longer fits a rewritten body (F21)', async () => {
    upstream.answer(
      reply('{}', { headers: ['etag', '"1"', 'digest', 'x', 'accept-ranges', 'bytes', 'keep-alive', 'timeout=5'] }),
    )
    const gateway = await pass({ transform: shout })
    const names = namesOf((await send(gateway.url)).rawHeaders)
    for (const name of ['etag', 'digest', 'accept-ranges']) expect(names).not.toContain(name)
  })

  it.each([
    ['HEAD', 200],
    ['GET', 204],
    ['GET', 304],
  ])('has no body for %s with %i, and the connection stays usable', async (method, status) => {
    upstream.answer(
      bytes(
        `HTTP/1.1 ${status} S\r\n${method === 'HEAD' ? 'content-length: 50\r\n' : ''}content-encoding: gzip\r\n\r\n`,
      ),
    )
    const gateway = await pass({ transform: shout })
    const answer = await send(gateway.url, { method })
    expect(answer).toMatchObject({ status, isComplete: true })
    expect(answer.body).toHaveLength(0)
    expect(answer.headers['transfer-encoding']).toBeUndefined()
  })

  it('is not confused by informational responses', async () => {
    upstream.answer(
      bytes(
        'HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\nHTTP/1.1 102 P\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok',
      ),
    )
    const gateway = await pass()
    const answer = await send(gateway.url)
    expect(answer).toMatchObject({ status: 200, isComplete: true })
    expect(answer.headers.link).toBeUndefined()
    expect(answer.body.toString()).toBe('ok')
  })

  it('that ends with its connection is complete after a regular close', async () => {
    upstream.answer(bytes('HTTP/1.1 200 OK\r\n\r\nall of it', 'end'))
    const gateway = await pass()
    const answer = await send(gateway.url)
    expect(answer.isComplete).toBe(true)
    expect(answer.body.toString()).toBe('all of it')
  })

  it('arrives whole however its bytes drip', async () => {
    upstream.answer(
      drip('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n1\r\n \r\n5\r\nworld\r\n0\r\n\r\n', 1),
    )
    const gateway = await pass({ transform: shout })
    const answer = await send(gateway.url)
    expect(answer.isComplete).toBe(true)
    expect(answer.body.toString()).toBe('HELLO WORLD!')
  })
})

describe('a stream', () => {
  it('leaves in one chunk for what came at once, the first one and the next', async () => {
    upstream.answer(async (_, socket) => {
      socket.write(
        'HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ntransfer-encoding: chunked\r\n\r\n1\r\na\r\n1\r\nb\r\n',
      )
      await sleep(30)
      socket.write('2\r\ncd\r\n2\r\nef\r\n2\r\ngh\r\n')
      await sleep(30)
      socket.write('0\r\n\r\n')
    })
    const gateway = await pass({ transform: shout })
    const request = 'POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 0\r\n\r\n'
    const { text } = await sendRaw(Number(new URL(gateway.url).port), request)
    expect(text.slice(text.indexOf('\r\n\r\n') + 4)).toBe('2\r\nAB\r\n6\r\nCDEFGH\r\n1\r\n!\r\n0\r\n\r\n')
  })

  it('sends the head at once and each part as it comes (F04, F17)', async () => {
    upstream.answer(stream(['data: a\n\n', 'data: b\n\n', 'data: c\n\n'], { delayMs: 150 }))
    const gateway = await pass({ transform: shout })
    const seenAtMs: number[] = []
    const answer = await send(gateway.url, {
      onChunk: () => {
        seenAtMs.push(performance.now())
        return undefined
      },
    })
    expect(answer.body.toString()).toBe('DATA: A\n\nDATA: B\n\nDATA: C\n\n!')
    expect(answer.headMs).toBeLessThan(120)
    expect(answer.firstByteMs).toBeLessThan(280)
    expect(seenAtMs[1]! - seenAtMs[0]!).toBeGreaterThan(80)
  })

  it('keeps the bytes of the transform\u2019s end (F17)', async () => {
    upstream.answer(stream(['abc']))
    const held: Buffer[] = []
    const hold = () => ({
      push: (chunk: Buffer) => {
        held.push(chunk)
        return Buffer.alloc(0)
      },
      end: () => Buffer.concat(held),
    })
    const gateway = await pass({ transform: hold })
    expect((await send(gateway.url)).body.toString()).toBe('abc')
  })

  it('waits for a slow client instead of collecting in memory', async () => {
    const part = Buffer.alloc(256 * 1024, 'x')
    let writtenBytes = 0
    upstream.answer(async (_, socket) => {
      socket.write('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n')
      for (let i = 0; i < 200; i++) {
        const more = socket.write(Buffer.concat([Buffer.from('40000\r\n'), part, Buffer.from('\r\n')]))
        writtenBytes += part.length
        if (!more) await new Promise((resolve) => socket.once('drain', resolve))
      }
      socket.write('0\r\n\r\n')
    })
    const gateway = await pass({ transform: shout })
    const socket = connect(gateway.port, '127.0.0.1')
    socket.pause()
    socket.write('GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n')
    await new Promise((resolve) => setTimeout(resolve, 400))
    const stalledAtBytes = writtenBytes
    expect(stalledAtBytes).toBeLessThan(25e6)
    let readBytes = 0
    socket.on('data', (chunk) => {
      readBytes += chunk.length
    })
    socket.resume()
    await new Promise((resolve) => socket.on('close', resolve))
    expect(readBytes).toBeGreaterThan(200 * 256 * 1024)
  })
})
