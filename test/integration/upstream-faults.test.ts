import { readdirSync } from 'node:fs'
import { createServer } from 'node:net'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { metric, wireText } from '../failure-modes/setting.js'
import { post } from '../support/chat.js'
import { type Answer, send } from '../support/client.js'
import { startGateway, type TestGateway } from '../support/gateway.js'
import { until } from '../support/serve.js'
import {
  type Behaviour,
  bytes,
  drip,
  hang,
  refuse,
  reply,
  startUpstream,
  stream,
  type TestUpstream,
} from '../support/upstream.js'

/** What an upstream can do wrong, on a protected route, in a stream, and on a relayed route: the contract says what comes of it. */

const HEAD_MS = 150
const BODY_MS = 150
const TOTAL_MS = 500
const SLACK_MS = 1500
const VALUE = 'planted.person@corp-example.org'
const ANSWER = '{"answer":"to <EMAIL_1>, written down as you said"}'
const OK = 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n'
const EVENT = 'data: {"choices":[{"index":0,"delta":{"content":"to <EMAIL_1>"}}]}\n\n'
const SSE = 'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n'
const chunk = (text: string) => `${text.length.toString(16)}\r\n${text}\r\n`
const whole = `${OK}content-length: ${ANSWER.length}\r\n\r\n${ANSWER}`

let upstream: TestUpstream
let gateway: TestGateway
const lines: string[] = []

beforeAll(async () => {
  upstream = await startUpstream()
  gateway = await startGateway(
    upstream.url,
    {
      rules: 'rules/core',
      mapping: { client: 'off' },
      upstream: {
        headers_timeout_ms: HEAD_MS,
        body_timeout_ms: BODY_MS,
        total_timeout_ms: TOTAL_MS,
        breaker: { failures: 0 },
      },
    },
    { write: (line) => void lines.push(line) },
  )
}, 60_000)
afterAll(async () => {
  await gateway.close()
  await upstream.close()
})
beforeEach(() => {
  upstream.requests.length = 0
})

const ROUTES = {
  chat: () => post(gateway.chatUrl, { message: `mail ${VALUE}` }),
  stream: () =>
    post(`${gateway.url}/v1/chat/completions`, {
      model: 'm',
      stream: true,
      messages: [{ role: 'user', content: `mail ${VALUE}` }],
    }),
  relay: () => send(`${gateway.url}/v1/models`),
} as const
type Name = keyof typeof ROUTES
const NAMES = Object.keys(ROUTES) as Name[]

/** Head and body as a client sees them; a client that gets no head at all has met a cut too. */
const ask = async (name: Name): Promise<Answer | 'cut'> => {
  const answer = await ROUTES[name]().catch((): 'cut' => 'cut')
  if (answer !== 'cut') expect(answer.totalMs).toBeLessThan(TOTAL_MS + SLACK_MS)
  return answer
}

/** Nothing but the placeholder went out, once; and nothing that the gateway says has the value. */
const expectNoLeak = (name: Name, requests = 1): void => {
  expect(upstream.requests).toHaveLength(requests)
  for (const request of upstream.requests) {
    expect(wireText(request)).not.toContain('planted')
    if (name !== 'relay') expect(request.raw.toString()).toContain('<EMAIL_1>')
  }
  expect(lines.join('')).not.toContain('planted')
}

const codeOf = ({ body }: Answer): string => {
  const problem = JSON.parse(body.toString())
  return problem.code ?? problem.error?.code
}

type Fault = readonly [name: string, behaviour: Behaviour, status: number, code: string]

/** Before the head: an error that says what happened. */
const BEFORE: readonly Fault[] = [
  ['resets', refuse, 502, 'upstream_unreachable'],
  ['closes', bytes('', 'end'), 502, 'upstream_unreachable'],
  ['hangs', hang, 504, 'upstream_timeout'],
  ['answers garbage', bytes('\u0000\u0001planted garbage\r\n\r\n'), 502, 'upstream_invalid'],
  ['resets in the status line', bytes(whole.slice(0, 7), 'reset', 20), 502, 'upstream_unreachable'],
  ['resets in the head', bytes(whole.slice(0, 40), 'reset', 20), 502, 'upstream_unreachable'],
  ['hangs in the head', bytes(whole.slice(0, 40)), 504, 'upstream_timeout'],
  ['drips its head', drip(whole, 30), 504, 'upstream_timeout'],
  ['sends two lengths', bytes(`${OK}content-length: 2\r\ncontent-length: 3\r\n\r\n{}`), 502, 'upstream_invalid'],
]

/** After it: a cut, which nobody can take for the end. */
const AFTER: readonly (readonly [name: string, behaviour: Behaviour])[] = [
  ['hangs in the body', bytes(`${OK}content-length: 99\r\n\r\n{"answer":`)],
  ['resets at the last byte', bytes(whole.slice(0, -1), 'reset', 30)],
  ['resets in the middle of a token', bytes(whole.slice(0, whole.indexOf('AIL_1')), 'reset', 30)],
  ['sends too little for its length', bytes(`${OK}content-length: 99\r\n\r\n${ANSWER}`, 'end', 30)],
  ['ends without its last chunk', bytes(`${SSE}${chunk(EVENT)}`, 'end', 30)],
  ['ends in half a frame', bytes(`${SSE}${chunk(EVENT + EVENT.slice(0, 30))}`, 'reset', 30)],
  ['ends in half a chunk', bytes(`${SSE}${chunk(EVENT)}ff\r\ndata:`, 'end', 30)],
  ['breaks its chunks', bytes(`${SSE}${chunk(EVENT)}zz\r\n`, 'keep', 30)],
  ['resets between two events', stream([EVENT, EVENT], { delayMs: 20, cutAfter: 1 })],
  ['hangs between two events', bytes(`${SSE}${chunk(EVENT)}`)],
  ['drips for ever', stream(Array(40).fill(':\n\n'), { delayMs: 30 })],
]

describe.each(NAMES)('an upstream, asked by a request of the kind %s,', (name) => {
  it.each(BEFORE)(
    'that %s before its answer: an error that says so, and no second try',
    async (_, behaviour, status, code) => {
      upstream.answer(behaviour)
      const answer = await ask(name)
      if (answer === 'cut') throw new Error('the client got no answer')
      expect([answer.status, codeOf(answer)]).toEqual([status, code])
      expect(answer.body.toString() + answer.rawHeaders.join('')).not.toContain('planted')
      expectNoLeak(name)
    },
  )

  it.each(AFTER)('that %s: the client is cut, and never told that it was all', async (_, behaviour) => {
    upstream.answer(behaviour)
    const answer = await ask(name)
    if (answer !== 'cut' && answer.status === 200) expect(answer.isComplete).toBe(false)
    // What breaks in the instant of its head may still become an error.
    else if (answer !== 'cut') expect([502, 504]).toContain(answer.status)
    expectNoLeak(name)
  })

  it('that sends more than its length: what is over is dropped, with the connection', async () => {
    upstream.answer(bytes(`${whole}HTTP/1.1 200 OK\r\nx: planted\r\n\r\n`))
    const answer = await ask(name)
    expect(answer).toMatchObject({ status: 200, isComplete: true })
    expect((answer as Answer).body.toString()).toBe(name === 'chat' ? ANSWER.replace('<EMAIL_1>', VALUE) : bodyOf(name))
    upstream.answer(reply('{"answer":"next"}'))
    expect(((await ask(name)) as Answer).body.toString()).toBe('{"answer":"next"}')
    expectNoLeak(name, 2)
  })

  it.each([500, 502, 503, 529, 429])(
    'that answers %i: status and Retry-After are kept, and it is asked once',
    async (status) => {
      const headers = ['content-type', 'application/json', 'retry-after', '17']
      upstream.answer(reply('{"error":"later"}', { status, headers }))
      const answer = (await ask(name)) as Answer
      expect([answer.status, answer.headers['retry-after'], answer.body.toString()]).toEqual([
        status,
        '17',
        '{"error":"later"}',
      ])
      expectNoLeak(name)
    },
  )
})

const bodyOf = (name: Name): string => (name === 'relay' ? ANSWER : ANSWER.replace('<EMAIL_1>', VALUE))

describe('an upstream that is not there', () => {
  it.each(NAMES)('is 502, and has seen nothing: %s', async (name) => {
    const closed = createServer()
    await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve))
    const { port } = closed.address() as { port: number }
    await new Promise((resolve) => closed.close(resolve))
    const elsewhere = await startGateway(`http://127.0.0.1:${port}`, { rules: 'rules/core' })
    try {
      const url = name === 'relay' ? `${elsewhere.url}/v1/models` : elsewhere.chatUrl
      const answer = name === 'relay' ? await send(url) : await post(url, { message: VALUE })
      expect([answer.status, codeOf(answer)]).toEqual([502, 'upstream_unreachable'])
    } finally {
      await elsewhere.close()
    }
  })
})

const openFiles = (): number => readdirSync('/proc/self/fd').length
setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void
const heapBytes = (): number => {
  for (let round = 0; round < 3; round++) collect()
  return process.memoryUsage().heapUsed
}

describe('after hundreds of faults', () => {
  const QUICK = [...BEFORE, ...AFTER].filter(([title]) => !/hang|drip/.test(title))
  const round = async (): Promise<void> => {
    for (const name of NAMES) {
      for (const [, behaviour] of QUICK) {
        upstream.answer(behaviour)
        await ask(name)
      }
    }
    upstream.requests.length = 0
    lines.length = 0
  }

  it('no file, no request and no memory is kept', { timeout: 60_000 }, async () => {
    await round()
    await until(async () => (await metric(gateway.adminUrl, 'coatcheck_inflight_requests')) === 0)
    const before = { files: openFiles(), bytes: heapBytes() }
    for (let n = 0; n < 2; n++) await round()
    await until(() => openFiles() <= before.files, 10_000)
    for (const level of ['coatcheck_inflight_requests', 'coatcheck_open_streams', 'coatcheck_body_bytes'])
      expect([level, await metric(gateway.adminUrl, level)]).toEqual([level, 0])
    expect(heapBytes() - before.bytes).toBeLessThan(4e6)
  })
})
