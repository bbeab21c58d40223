import { type AddressInfo, createServer } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createUpstream } from '../../src/http/upstream.js'
import { send, sendRaw } from '../support/client.js'
import { type PassOptions, shout, startPass } from '../support/pass.js'
import { serve, until } from '../support/serve.js'
import { bytes, hang, refuse, reply, startUpstream, stream, type TestUpstream } from '../support/upstream.js'

let upstream: TestUpstream
const closers: (() => Promise<void>)[] = []
const pass = async (options: PassOptions = {}, url = upstream.url) => {
  const gateway = await startPass(url, options)
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

const HEAD = 'HTTP/1.1 200 OK\r\n'
const problemOf = async (url: string) => {
  const { status, body, headers } = await send(url, { method: 'POST' })
  expect(headers['content-type']).toBe('application/problem+json')
  return [status, JSON.parse(body.toString()).code]
}

describe('an upstream that fails before its head', () => {
  it('is 502 when it refuses connections', async () => {
    const gateway = await pass({}, 'http://127.0.0.1:1')
    expect(await problemOf(gateway.url)).toEqual([502, 'upstream_unreachable'])
  })

  it('is 502 when its name does not resolve', async () => {
    const gateway = await pass({}, 'http://nothing.invalid')
    expect(await problemOf(gateway.url)).toEqual([502, 'upstream_unreachable'])
  })

  it('is 502 when it speaks no TLS', async () => {
    const plain = createServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n').on('error', () => {}))
    await new Promise<void>((resolve) => plain.listen(0, '127.0.0.1', resolve))
    const gateway = await pass({}, `https://127.0.0.1:${(plain.address() as AddressInfo).port}`)
    expect(await problemOf(gateway.url)).toEqual([502, 'upstream_unreachable'])
    plain.close()
  })

  it('is 502 when it resets or closes, and the request is not sent again', async () => {
    const gateway = await pass()
    upstream.answer(refuse)
    expect(await problemOf(gateway.url)).toEqual([502, 'upstream_unreachable'])
    upstream.answer(bytes('', 'end'))
    expect(await problemOf(gateway.url)).toEqual([502, 'upstream_unreachable'])
    expect(upstream.requests).toHaveLength(2)
  })

  it('is 502 and not sent again when a kept-alive connection dies under the second request', async () => {
    const gateway = await pass()
    await send(gateway.url, { method: 'POST' })
    upstream.answer(refuse)
    expect(await problemOf(gateway.url)).toEqual([502, 'upstream_unreachable'])
    expect(upstream.requests).toHaveLength(2)
  })

  it.each([
    ['is not HTTP', 'SSH-2.0-OpenSSH_9.6\r\n'],
    ['has a broken header', `${HEAD}no colon here\r\n\r\n`],
    ['has two lengths', `${HEAD}content-length: 1\r\ncontent-length: 2\r\n\r\nab`],
    ['has length and chunks', `${HEAD}content-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`],
    ['switches protocols unasked', 'HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n'],
    ['has 70 KB of headers', `${HEAD}x-long: ${'a'.repeat(70_000)}\r\n\r\n`],
  ])('is 502 upstream_invalid when its answer %s', async (_, answer) => {
    upstream.answer(bytes(answer))
    const gateway = await pass()
    expect(await problemOf(gateway.url)).toEqual([502, 'upstream_invalid'])
  })

  it('is 504 when its head does not come', async () => {
    upstream.answer(hang)
    const gateway = await pass({ headersTimeoutMs: 100 })
    expect(await problemOf(gateway.url)).toEqual([504, 'upstream_timeout'])
  })

  it('is a bad request when a header value cannot be sent', async () => {
    const client = createUpstream({
      url: upstream.url,
      connectTimeoutMs: 500,
      headersTimeoutMs: 500,
      bodyTimeoutMs: 500,
    })
    const gateway = await serve((_, outgoing) =>
      client.exchange({ method: 'GET', path: '/', headers: ['x-bad', 'a\r\nb'], body: null }, outgoing, () => {
        throw new Error('not reached')
      }),
    )
    closers.push(gateway.close, client.close)
    expect(await problemOf(gateway.url)).toEqual([400, 'bad_request'])
    expect(upstream.requests).toHaveLength(0)
  })
})

describe('an upstream that cuts its response', () => {
  it.each([
    ['half a length, then a close', bytes(`${HEAD}content-length: 100\r\n\r\nhalf`, 'end', 30)],
    ['half a length, then a reset', bytes(`${HEAD}content-length: 100\r\n\r\nhalf`, 'reset', 30)],
    ['chunks without an end', bytes(`${HEAD}transfer-encoding: chunked\r\n\r\n4\r\nhalf\r\n`, 'end', 30)],
    ['half a chunk', bytes(`${HEAD}transfer-encoding: chunked\r\n\r\n40\r\nhalf`, 'end', 30)],
    [
      'chunks and connection: close',
      bytes(`${HEAD}connection: close\r\ntransfer-encoding: chunked\r\n\r\n4\r\nhalf\r\n`, 'end', 30),
    ],
    ['a length and connection: close', bytes(`${HEAD}connection: close\r\ncontent-length: 9\r\n\r\nhalf`, 'end', 30)],
    ['a reset where the close would be the end', bytes(`${HEAD}\r\nhalf`, 'reset', 30)],
    ['a broken chunk size', bytes(`${HEAD}transfer-encoding: chunked\r\n\r\n4\r\nhalf\r\nzz\r\n`, 'keep', 30)],
    ['a stream reset between events', stream(['data: a\n\n', 'data: b\n\n'], { delayMs: 20, cutAfter: 1 })],
  ])('cuts the client too: %s', async (_, behaviour) => {
    upstream.answer(behaviour)
    for (const transform of [undefined, shout]) {
      const gateway = await pass(transform === undefined ? {} : { transform })
      const outcome = await send(gateway.url, { method: 'POST' }).catch(() => null)
      // A head that breaks in the same instant may still become an error; a clean end is never right.
      if (outcome !== null && outcome.status === 200) expect(outcome.isComplete).toBe(false)
      else expect(outcome?.status).toBe(502)
      expect(gateway.results).not.toContainEqual(expect.objectContaining({ ending: 'complete' }))
    }
  })

  it('delivers what came before the cut', async () => {
    upstream.answer(stream(['data: a\n\n', 'data: b\n\n', 'data: c\n\n'], { delayMs: 20, cutAfter: 2 }))
    const gateway = await pass({ transform: shout })
    const answer = await send(gateway.url)
    expect(answer.body.toString()).toBe('DATA: A\n\nDATA: B\n\n')
    await until(() => gateway.results.length === 1)
    expect(gateway.results).toMatchObject([{ status: 200, ending: 'upstream_cut' }])
  })

  it('resets an HTTP/1.0 client, for whom a close would be the regular end', async () => {
    upstream.answer(stream(['half', 'more'], { delayMs: 30, cutAfter: 1 }))
    const gateway = await pass({ transform: shout })
    const { text, ending } = await sendRaw(gateway.port, 'GET / HTTP/1.0\r\n\r\n')
    expect(text).toContain('HALF')
    expect(ending).toBe('reset')
  })

  it('cuts when the body stops coming', async () => {
    upstream.answer(bytes(`${HEAD}transfer-encoding: chunked\r\n\r\n4\r\nhalf\r\n`))
    const gateway = await pass({ bodyTimeoutMs: 100 })
    expect(await send(gateway.url)).toMatchObject({ status: 200, isComplete: false })
  })

  it('survives a reset while it waits for a slow client', async () => {
    const client = createUpstream({
      url: upstream.url,
      connectTimeoutMs: 500,
      headersTimeoutMs: 500,
      bodyTimeoutMs: 500,
    })
    const gateway = await serve((_, outgoing) => {
      const write = outgoing.write.bind(outgoing)
      // As for a client that reads nothing more: the response is never drained.
      outgoing.write = (chunk: Buffer) => {
        write(chunk)
        return false
      }
      const request = { method: 'GET', path: '/', headers: [], body: null }
      return client.exchange(request, outgoing, () => ({ headers: [], transform: null }))
    })
    closers.push(gateway.close, client.close)
    upstream.answer(async (_, socket) => {
      socket.write(`${HEAD}connection: close\r\n\r\nfirst`)
      await new Promise((resolve) => setTimeout(resolve, 20))
      socket.write('second')
      await new Promise((resolve) => setTimeout(resolve, 20))
      socket.resetAndDestroy()
    })
    expect(await send(gateway.url)).toMatchObject({ status: 200, isComplete: false })
    await until(() => gateway.results.length === 1)
    expect(gateway.results).toMatchObject([{ ending: 'upstream_cut' }])
  })
})

describe('a transform that throws', () => {
  const failing = (at: 'push' | 'end') => () => ({
    push: (chunk: Buffer) => {
      if (at === 'push' && chunk.includes('b')) throw new Error('defect')
      return chunk
    },
    end: () => {
      throw new Error('defect')
    },
  })

  it.each(['push', 'end'] as const)('in %s after the head cuts the client and aborts the upstream', async (at) => {
    upstream.answer(stream(['a', 'b', 'c'], { delayMs: 20 }))
    const gateway = await pass({ transform: failing(at) })
    expect(await send(gateway.url)).toMatchObject({ status: 200, isComplete: false })
    await until(() => gateway.results.length === 1)
    expect(gateway.results).toMatchObject([{ ending: 'failed' }])
  })

  it('before the head was sent rejects, so that an error can be written', async () => {
    upstream.answer(reply('b'))
    const gateway = await pass({ transform: failing('push') })
    await expect(send(gateway.url)).rejects.toThrow()
    expect(gateway.results).toEqual([new Error('defect')])
  })

  it('cuts an encoded response too', async () => {
    upstream.answer(reply(gzipSync('b'), { headers: ['content-encoding', 'gzip'] }))
    const gateway = await pass({ transform: failing('push') })
    await expect(send(gateway.url)).rejects.toThrow()
  })
})
