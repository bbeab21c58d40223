import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { BUILT_IN } from '../../src/formats/built-in.js'
import { createBodyRestorer } from '../../src/formats/response.js'
import { createRoutes } from '../../src/routes.js'
import { post } from '../support/chat.js'
import { startGateway, type TestGateway } from '../support/gateway.js'
import { reply, startUpstream, type TestUpstream } from '../support/upstream.js'
import { zstdFrame } from '../support/zstd.js'
import { type Lane, type LineEnd, readStream, STREAMS, type StreamSample, writeStream } from './streams.js'

/** A value that needs escaping on both levels, and one of several bytes a character. */
const NAME = 'Ann "A\\B" Ünal'
const EMAIL = 'jane@corp.example'
const VALUES = new Map([
  ['PERSON_1', NAME],
  ['EMAIL_1', EMAIL],
])
const ROUTES = createRoutes(BUILT_IN)
const LINE_ENDS: readonly LineEnd[] = ['\n', '\r\n']

const textFor = ({ isJson }: Lane): string =>
  isJson ? '{"a":"<PERSON_1>","b":"é <EMAIL_1>"}' : 'a <PERSON_1>, é \\u003cEMAIL_1\\u003e <EMA'
const expectedFor = ({ isJson }: Lane): string =>
  isJson ? JSON.stringify({ a: NAME, b: `é ${EMAIL}` }) : `a ${NAME}, é ${EMAIL} <EMA`

const restore = (sample: StreamSample, pieces: readonly Buffer[]): string => {
  const format = ROUTES.match(sample.path)?.format
  if (format === undefined) throw new Error('no such route')
  const options = { ...format.answer, urls: 'always', isHostNamed: () => true } as const
  const restorer = createBodyRestorer(sample.isArray ? 'json' : 'sse', { values: VALUES }, options)
  return Buffer.concat([...pieces.map((piece) => restorer.push(piece)), restorer.end()]).toString()
}

const readLane = (body: string, lane: Lane): string =>
  readStream(body)
    .map((event) => lane.read(event) ?? '')
    .join('')

const inPieces = (bytes: Buffer, size: number): Buffer[] =>
  Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) => bytes.subarray(i * size, (i + 1) * size))

const expectLane = (body: string, lane: Lane): void => {
  const text = readLane(body, lane)
  if (lane.isJson) expect(JSON.parse(text)).toEqual(JSON.parse(expectedFor(lane)))
  else expect(text).toBe(expectedFor(lane))
}

const expectEnding = (body: string, { endings, isDone }: StreamSample): void => {
  // What another choice or block held back may come between the endings of two.
  const events = readStream(body)
  for (const ending of endings) expect(events).toContainEqual(ending)
  expect(events.at(-1)).toEqual(endings.at(-1))
  if (isDone) expect(body.trimEnd().endsWith('data: [DONE]')).toBe(true)
}

describe.each(STREAMS.map((sample) => [sample.format, sample] as const))('a stream of %s', (_, sample) => {
  it('is restored in every text, wherever its events cut it', () => {
    for (const lane of sample.lanes) {
      const text = textFor(lane)
      for (let cut = 0; cut <= text.length; cut++) {
        const events = [text.slice(0, cut), text.slice(cut)].map(lane.event)
        const body = restore(sample, [writeStream(sample, events, '\n')])
        expectLane(body, lane)
        expectEnding(body, sample)
      }
      const body = restore(sample, [writeStream(sample, [...text].map(lane.event), '\n')])
      expectLane(body, lane)
    }
  })

  it('is restored with all its texts interleaved, in pieces of 1 to 16 bytes, LF and CRLF', () => {
    const texts = sample.lanes.map((lane) => textFor(lane).match(/.{1,5}/gs) ?? [])
    const rounds = Math.max(...texts.map((pieces) => pieces.length))
    const events = Array.from({ length: rounds }, (_, round) =>
      sample.lanes.flatMap((lane, at) => (texts[at]?.[round] === undefined ? [] : [lane.event(texts[at][round])])),
    ).flat()
    for (const end of LINE_ENDS) {
      const bytes = writeStream(sample, events, end)
      const whole = restore(sample, [bytes])
      for (const lane of sample.lanes) expectLane(whole, lane)
      expectEnding(whole, sample)
      for (let size = 1; size <= 16; size++) expect(restore(sample, inPieces(bytes, size))).toBe(whole)
    }
  })

  it('is byte for byte what came where nothing is to be restored', () => {
    const events = sample.lanes.flatMap((lane) => ['a < b ', '\\u00e9 [1] "q" \\ ', ' <OTHER_1> 5% '].map(lane.event))
    for (const end of LINE_ENDS) {
      const bytes = writeStream(sample, events, end)
      expect(restore(sample, [bytes])).toBe(bytes.toString())
      expect(restore(sample, inPieces(bytes, 7))).toBe(bytes.toString())
    }
  })
})

describe('through the gateway', () => {
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
  const mapping = Buffer.from(JSON.stringify({ '<PERSON_1>': NAME })).toString('base64')
  const ENCODINGS: readonly (readonly [string, (bytes: Buffer) => Buffer])[] = [
    ['identity', (bytes) => bytes],
    ['gzip', gzipSync],
    ['br', brotliCompressSync],
    ['deflate', deflateSync],
    ['zstd', (bytes) => zstdFrame([bytes])],
  ]

  it.each(STREAMS.map((sample) => [sample.format, sample] as const))(
    'a stream of %s comes back in every content-encoding, and nothing went out',
    async (_, sample) => {
      const events = sample.lanes.flatMap((lane) => (textFor(lane).match(/.{1,3}/gs) ?? []).map(lane.event))
      const type = sample.isArray ? 'application/json' : 'text/event-stream'
      for (const [encoding, encode] of ENCODINGS) {
        const headers = ['content-type', type, ...(encoding === 'identity' ? [] : ['content-encoding', encoding])]
        upstream.answer(reply(encode(writeStream(sample, events, '\n')), { headers }))
        const { status, body } = await post(gateway.url + sample.path, sample.request(`${NAME}, mail ${EMAIL}`), {
          'X-Pii-Mapping': mapping,
        })
        expect([encoding, status]).toEqual([encoding, 200])
        for (const lane of sample.lanes) expectLane(body.toString(), lane)
        expect(upstream.last().raw.toString()).not.toMatch(/jane|Ünal/)
      }
    },
  )
})
