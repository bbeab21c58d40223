import { once } from 'node:events'
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { BUILT_IN } from '../../src/formats/built-in.js'
import { createBodyRestorer } from '../../src/formats/response.js'
import { type Coding, createStreamDecoder } from '../../src/http/decode.js'
import { createRoutes } from '../../src/routes.js'
import { zstdFrame } from '../support/zstd.js'
import { type Lane, type LineEnd, readStream, STREAMS, type StreamSample, writeStream } from './streams.js'

const EMAIL = 'jane@corp.example'
/** A whole text in every lane, tool arguments included. */
const TEXT = '"<EMAIL_1>"'
const EXPECTED = `"${EMAIL}"`
/** Longer than the token. */
const MAX_APART = 12
const ROUTES = createRoutes(BUILT_IN)
const LINE_ENDS: readonly LineEnd[] = ['\n', '\r\n']

/** A sample, and whether its events are written as JSON lines. */
type Sample = StreamSample & { readonly isLines?: true }
const LINES: readonly Sample[] = STREAMS.filter(({ format }) => format === 'chat').map((sample) => ({
  ...sample,
  format: 'chat in JSON lines',
  isLines: true,
}))
const SAMPLES: readonly Sample[] = [...STREAMS, ...LINES]

const write = (sample: Sample, events: readonly unknown[], end: LineEnd): Buffer =>
  sample.isLines
    ? Buffer.from([...events, ...sample.endings].map((event) => `${JSON.stringify(event)}${end}`).join(''))
    : writeStream(sample, [...events], end)

const kindOf = ({ isLines, isArray }: Sample) => (isLines ? 'ndjson' : isArray ? 'json' : 'sse')

const open = (sample: Sample) => {
  const format = ROUTES.match(sample.path)?.format
  if (format === undefined) throw new Error('no such route')
  const options = { ...format.answer, urls: 'always', isHostNamed: () => true } as const
  return createBodyRestorer(kindOf(sample), { values: new Map([['EMAIL_1', EMAIL]]) }, options)
}
const restore = (sample: Sample, pieces: readonly Buffer[]): string => {
  const restorer = open(sample)
  return Buffer.concat([...pieces.map(restorer.push), restorer.end()]).toString()
}
const readEvents = (body: string) =>
  body.startsWith('{')
    ? body
        .trimEnd()
        .split(/\r?\n/)
        .map((line) => JSON.parse(line))
    : readStream(body)
const readLane = (body: string, lane: Lane): string =>
  readEvents(body)
    .map((event) => lane.read(event) ?? '')
    .join('')

/** Every way to cut a text: bit `n` of the number cuts before its character `n + 1`. */
const splitsOf = function* (text: string): Generator<string[]> {
  for (let bits = 0; bits < 1 << (text.length - 1); bits++) {
    const pieces: string[] = []
    let from = 0
    for (let at = 1; at < text.length; at++)
      if ((bits >> (at - 1)) & 1) {
        pieces.push(text.slice(from, at))
        from = at
      }
    yield [...pieces, text.slice(from)]
  }
}

const LANES = SAMPLES.flatMap((sample) =>
  sample.lanes.map((lane) => [`${sample.format}, ${lane.name}`, { ...sample, endings: [] }, lane] as const),
)

describe.each(LANES)('%s', (_, sample, lane) => {
  it('gives the value back under every split of its text over events', () => {
    for (const pieces of splitsOf(TEXT)) {
      const body = restore(sample, [write(sample, pieces.map(lane.event), '\n')])
      if (readLane(body, lane) !== EXPECTED) expect(pieces).toBe('restored')
    }
  })

  it.each(LINE_ENDS)('is the same under every two cuts of the bytes of an event that ends with %j', (end) => {
    const bytes = write(sample, [lane.event(TEXT)], end)
    const whole = restore(sample, [bytes])
    expect(readLane(whole, lane)).toBe(EXPECTED)
    for (let one = 1; one < bytes.length; one++)
      for (let two = one; two < bytes.length; two++) {
        const pieces = [bytes.subarray(0, one), bytes.subarray(one, two), bytes.subarray(two)]
        if (restore(sample, pieces) !== whole) expect([one, two]).toBe('the same as without cuts')
      }
  })

  it(`is the same under every two cuts of two events, up to ${MAX_APART} bytes apart`, () => {
    const bytes = write(sample, ['"<EMA', 'IL_1>"'].map(lane.event), '\r\n')
    const whole = restore(sample, [bytes])
    expect(readLane(whole, lane)).toBe(EXPECTED)
    for (let one = 1; one < bytes.length; one++)
      for (let two = one + 1; two <= Math.min(bytes.length, one + MAX_APART); two++) {
        const pieces = [bytes.subarray(0, one), bytes.subarray(one, two), bytes.subarray(two)]
        if (restore(sample, pieces) !== whole) expect([one, two]).toBe('the same as without cuts')
      }
  })
})

const ENCODINGS: readonly (readonly [Coding, (bytes: Buffer) => Buffer])[] = [
  ['gzip', gzipSync],
  ['br', brotliCompressSync],
  ['deflate', deflateSync],
  ['zstd', (bytes) => zstdFrame([bytes])],
]

/** Decodes as the gateway does, each coded piece by itself, and restores what every piece yields. */
const decodeAndRestore = async (sample: Sample, coding: Coding, pieces: readonly Buffer[]): Promise<string> => {
  const restorer = open(sample)
  const parts: Buffer[] = []
  const { input, output } = createStreamDecoder([coding], pieces[0]?.[0], () => parts.push(Buffer.from('broken')))
  output.on('data', (chunk: Buffer) => parts.push(restorer.push(chunk)))
  for (const piece of pieces) await new Promise((resolve) => input.write(piece, resolve))
  input.end()
  await once(output, 'end')
  return Buffer.concat([...parts, restorer.end()]).toString()
}

describe.each(ENCODINGS)('coded with %s', (coding, encode) => {
  it.each(SAMPLES.map((sample) => [sample.format, sample] as const))(
    'a stream of %s is restored in every lane, whatever the pieces of its coded bytes',
    async (_, sample) => {
      for (const end of LINE_ENDS) {
        const events = sample.lanes.flatMap((lane) => ['"<EMA', 'IL_1>"'].map(lane.event))
        const bytes = write(sample, events, end)
        const coded = encode(bytes)
        const whole = restore(sample, [bytes])
        for (const lane of sample.lanes) expect(readLane(whole, lane)).toBe(EXPECTED)
        for (const size of [1, 3, 16]) {
          const pieces = Array.from({ length: Math.ceil(coded.length / size) }, (_, i) =>
            coded.subarray(i * size, (i + 1) * size),
          )
          expect(await decodeAndRestore(sample, coding, pieces)).toBe(whole)
        }
      }
    },
  )
})
