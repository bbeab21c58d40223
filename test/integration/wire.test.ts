import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import { createParser } from 'eventsource-parser'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { post } from '../support/chat.js'
import { startGateway, type TestGateway } from '../support/gateway.js'
import { type Recorded, reply, startUpstream, stream, type TestUpstream } from '../support/upstream.js'

let upstream: TestUpstream
let gateway: TestGateway

beforeAll(async () => {
  upstream = await startUpstream()
  gateway = await startGateway(upstream.url)
}, 60_000)
afterAll(async () => {
  await gateway.close()
  await upstream.close()
})

/** Invented values with everything that breaks naive code: quotes, `$&`, prototype names, astral text, line breaks. */
const VALUES = {
  '<CODE_1>': '__proto__',
  '<CODE_2>': 'constructor',
  '<CODE_3>': 'a "quoted" $& $1 \\ value',
  '<CODE_4>': 'line one\nline two',
  '<CODE_5>': 'Zoë 😀 𝒜stral',
  '<EMAIL_1>': 'jane.doe@corp.example',
  '<EMAIL_10>': 'ten@corp.example',
}
const MAPPING = { 'X-Pii-Mapping': Buffer.from(JSON.stringify(VALUES)).toString('base64') }
const planted = Object.values(VALUES)

/** The request in every reading that an attacker of the upstream's log would try. */
const readings = ({ raw }: Recorded): string[] => {
  const text = raw.toString()
  const unescaped = text.replace(/\\u([0-9a-f]{4})/gi, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  )
  const plain = unescaped.replace(/\\n/g, '\n').replace(/\\(.)/g, '$1')
  const decoded = [...text.matchAll(/[A-Za-z0-9+/_-]{12,}={0,2}/g)].map(([run]) =>
    Buffer.from(run, 'base64').toString(),
  )
  return [text, unescaped, plain, ...decoded]
}
const expectNoneIn = (request: Recorded): void => {
  for (const reading of readings(request)) for (const value of planted) expect(reading.includes(value)).toBe(false)
}

describe('planted values', () => {
  it('leave from no position of the body, and every one comes back', async () => {
    upstream.answer((request, socket) => reply(request.body)(request, socket))
    const nested = Object.fromEntries(planted.map((value, n) => [value, [value, { [`k${n}`]: `(${value})` }]]))
    const body = {
      message: planted.join(' | '),
      title: planted[5],
      metadata: nested,
      tool_call_results: [{ tool_call_id: 'c1', content: planted[2], result: nested }],
      tools: [
        { type: 'function', function: { name: 'f', description: planted[5], parameters: { default: planted[4] } } },
      ],
      unknown: { deep: [[planted]] },
      thread_id: 't-1',
    }
    const answer = await post(gateway.chatUrl, body, MAPPING)
    expect(answer.status).toBe(200)
    expectNoneIn(upstream.last())
    expect(JSON.parse(answer.body.toString())).toEqual(body)
  })
})

const TOKENS = Object.keys(VALUES)
const chat = () => post(gateway.chatUrl, { message: planted.join(' | ') }, { ...MAPPING, accept: 'text/event-stream' })

const eventsOf = (body: Buffer): string[] => {
  const events: string[] = []
  const parser = createParser({ onEvent: (event) => events.push(event.data) })
  parser.feed(body.toString())
  return events
}
const deltasOf = (body: Buffer): string =>
  eventsOf(body)
    .filter((data) => data !== '[DONE]')
    .map((data) => JSON.parse(data).delta ?? '')
    .join('')
const cuts = (bytes: Buffer): number[] => Array.from({ length: bytes.length - 1 }, (_, n) => n + 1)

/** Runs `check` for every cut, eight at a time: each needs a connection of its own to be cut there. */
const forEveryCut = async (bytes: Buffer, check: (at: number) => Promise<void>): Promise<void> => {
  for (const at of cuts(bytes)) await check(at)
}

describe('an answer cut at every byte', () => {
  const said = `to ${TOKENS.join(', ')} & <EMAIL_2>.`
  const restored = `to ${planted.join(', ')} & <EMAIL_2>.`

  it('is restored as JSON', async () => {
    const bytes = Buffer.from(JSON.stringify({ answer: said, arguments: JSON.stringify({ to: '<CODE_3>' }) }))
    await forEveryCut(bytes, async (at) => {
      upstream.answer(
        stream([bytes.subarray(0, at), bytes.subarray(at)], { headers: ['content-type', 'application/json'] }),
      )
      const answer = JSON.parse((await chat()).body.toString())
      expect(answer.answer).toBe(restored)
      expect(JSON.parse(answer.arguments)).toEqual({ to: VALUES['<CODE_3>'] })
    })
  }, 60_000)

  it('is restored as a stream of events', async () => {
    const bytes = Buffer.from(`data: ${JSON.stringify({ delta: said })}\r\n\r\ndata: {"done":true}\n\ndata: [DONE]\n\n`)
    await forEveryCut(bytes, async (at) => {
      upstream.answer(stream([bytes.subarray(0, at), bytes.subarray(at)]))
      const { body } = await chat()
      expect(deltasOf(body)).toBe(restored)
      expect(eventsOf(body).at(-1)).toBe('[DONE]')
    })
  }, 60_000)

  it('is restored when the events themselves divide the text at every character', async () => {
    const event = (delta: string) => `data: ${JSON.stringify({ type: 'text', delta })}\n\n`
    for (let at = 1; at < said.length; at++) {
      upstream.answer(stream([event(said.slice(0, at)), event(said.slice(at)), 'data: [DONE]\n\n']))
      expect(deltasOf((await chat()).body)).toBe(restored)
    }
    upstream.answer(stream([...[...said].map(event), 'data: [DONE]\n\n']))
    expect(deltasOf((await chat()).body)).toBe(restored)
  }, 60_000)
})

describe('an answer that the upstream compressed', () => {
  const text = JSON.stringify({ answer: TOKENS.join(' ') })
  it.each([
    ['gzip', gzipSync(text)],
    ['br', brotliCompressSync(text)],
    ['deflate', deflateSync(text)],
  ])('with %s is restored and sent as identity', async (coding, bytes) => {
    upstream.answer(reply(bytes, { headers: ['content-type', 'application/json', 'content-encoding', coding] }))
    const answer = await chat()
    expect(answer.headers['content-encoding']).toBeUndefined()
    expect(JSON.parse(answer.body.toString()).answer).toBe(planted.join(' '))
  })
})

describe('a stream', () => {
  it('begins when the upstream begins, holds no more than a token, and ends with it', async () => {
    const event = (delta: string) => `data: ${JSON.stringify({ delta })}\n\n`
    upstream.answer(stream([event('hello '), event('<EMAIL'), event('_1> bye'), 'data: [DONE]\n\n'], { delayMs: 60 }))
    const answer = await chat()
    expect(answer.firstByteMs).toBeLessThan(answer.totalMs - 90)
    expect(deltasOf(answer.body)).toBe('hello jane.doe@corp.example bye')
  })

  it('that the upstream cuts reaches the client as a cut', async () => {
    upstream.answer(stream(['data: {"delta":"a"}\n\n', 'data: {"delta":"b"}\n\n'], { cutAfter: 1, delayMs: 20 }))
    expect((await chat()).isComplete).toBe(false)
  })

  it('that the client leaves is aborted at the upstream', async () => {
    upstream.answer(
      stream(
        Array.from({ length: 500 }, () => 'data: {"delta":"x"}\n\n'),
        { delayMs: 20 },
      ),
    )
    const answer = await import('../support/client.js').then(({ send }) =>
      send(gateway.chatUrl, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{"message":"hi"}',
        onChunk: () => true,
      }),
    )
    expect(answer.isComplete).toBe(false)
    const closed = await Promise.race([
      upstream.last().closed.then(() => 'closed'),
      new Promise((resolve) => setTimeout(resolve, 2000, 'still open')),
    ])
    expect(closed).toBe('closed')
  })
})
