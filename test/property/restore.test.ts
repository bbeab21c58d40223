import { createParser } from 'eventsource-parser'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createBodyRestorer, restoreJson, restoreText } from '../../src/formats/response.js'
import { cutAt, type Kind, LANES, OPTIONS, restorePieces } from '../unit/formats/response-lanes.js'

const TIME_LIMIT = { interruptAfterTimeLimit: 4000 }
const TOKENS = ['EMAIL_1', 'EMAIL_10', 'EMAIL_12', 'PERSON_1', 'US_SSN_1', 'LITERAL_1']

const value = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.constantFrom(
    '$&',
    '__proto__',
    'constructor',
    'a"b\\c\nd',
    '\u{1F600}',
    '<EMAIL_1>',
    'EMAIL_1',
    'https://x.example/',
  ),
)
const values = fc
  .tuple(...TOKENS.map(() => value))
  .map((all) => new Map(TOKENS.map((token, i) => [token, all[i] ?? ''])))

const spellings = (token: string): string[] => [
  `<${token}>`,
  `&lt;${token}&gt;`,
  `\\u003c${token}\\u003E`,
  `%3C${token}%3e`,
  `\\<${token.replaceAll('_', '\\_')}\\>`,
  `<${token.toLowerCase()}>`,
  `<${token.replaceAll('_', ' ')}>`,
  token,
  `[${token}]`,
]
const fragment = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...TOKENS.flatMap(spellings)) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      ...[
        '<EMAIL_',
        '<EMAIL_2>',
        'EMAIL_',
        '[[ -f',
        '```\n',
        '\n~~~',
        ' ',
        '\n',
        '.',
        '<',
        '>',
        '&',
        '\\',
        '%3',
        '"',
        '{',
      ],
      ...[
        'https://good.example/',
        'https://evil.example/?q=',
        '![x](//evil.example/',
        'data:',
        '=',
        '&#58;',
        "'",
        ')',
        '/',
      ],
    ),
  },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 6 }) },
)
const text = fc.array(fragment, { maxLength: 12 }).map((parts) => parts.join(''))
const cuts = fc.array(fc.nat({ max: 600 }), { maxLength: 6 })

const whole = (bytes: Buffer, kind: Kind, map: Map<string, string>) => restorePieces(kind, [bytes], map)

/** `text` in pieces of whole characters. */
const pieceAt = (all: string, offsets: readonly number[]): string[] => {
  const points = [...all]
  const sorted = [0, ...offsets.map((at) => at % (points.length + 1)).sort((a, b) => a - b), points.length]
  return sorted.slice(1).map((end, i) => points.slice(sorted[i], end).join(''))
}

describe('law 3: stream restore is whole restore', () => {
  it.each(LANES)(
    'under any cut of bytes and events in the lane $name',
    (lane) => {
      fc.assert(
        fc.property(text, values, cuts, cuts, (all, map, eventCuts, byteCuts) => {
          // Line ends are the framing's in a lane of plain SSE text, and NUL-like controls are not text there.
          const said = lane.name === 'SSE text' ? all.replace(/[\r\n]/g, ' ').replace(/^ +/, '') : all
          fc.pre(lane.name !== 'SSE text' || said !== '')
          const reference = restorePieces('text', [Buffer.from(said)], map).bytes.toString()
          const one = Buffer.from(lane.write([said]))
          const oneOut = whole(one, lane.kind, map)
          const pieces = pieceAt(said, eventCuts).filter((piece) => piece !== '' || lane.name !== 'SSE text')
          const many = Buffer.from(lane.write(pieces))
          const manyOut = restorePieces(
            lane.kind,
            cutAt(
              many,
              byteCuts.map((at) => at % (many.length + 1)),
            ),
            map,
          )
          expect(lane.read(manyOut.bytes.toString())).toBe(lane.read(oneOut.bytes.toString()))
          expect(manyOut.stats.restored).toBe(oneOut.stats.restored)
          // A value with line breaks leaves as several data lines there, which read as one kind of line break.
          if (lane.bare && lane.name !== 'SSE text') expect(lane.read(oneOut.bytes.toString())).toBe(reference)
        }),
        TIME_LIMIT,
      )
    },
    20_000,
  )
})

describe('law 2: what holds no token comes back as it was', () => {
  const OPENERS = Buffer.from('<&%[\\Z')
  const garbage = fc.oneof(
    fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
    fc
      .array(
        fc.oneof(fragment, fc.constantFrom('data: ', '\n\n', '\r\n\r\n', '{"a":"', '"}', 'event: x\n', '\r', '[', ',')),
        {
          maxLength: 20,
        },
      )
      .map((parts) => Buffer.from(parts.join(''))),
  )

  it.each(['json', 'sse', 'ndjson', 'text'] as const)('byte for byte, under any cut, as %s', (kind) => {
    fc.assert(
      fc.property(garbage, cuts, (raw, offsets) => {
        // Nothing above spells this type. An event that ends with what could open a token may leave in two parts.
        const map = new Map([['ZZ_QX_1', 'v']])
        const isEvents = kind === 'sse' || kind === 'ndjson'
        const bytes = isEvents ? Buffer.from(raw.map((byte) => (OPENERS.includes(byte) ? 120 : byte))) : raw
        const pieces = cutAt(
          bytes,
          offsets.map((at) => at % (bytes.length + 1)),
        )
        expect(restorePieces(kind, pieces, map).bytes.equals(bytes)).toBe(true)
      }),
      { ...TIME_LIMIT, numRuns: 500 },
    )
  })
})

describe('law 6: an event stream keeps its events', () => {
  const line = fc.constantFrom(
    'data: a',
    'data:b',
    'data',
    'event: x',
    'id: 1',
    ': c',
    'retry: 3',
    '',
    '',
    'data: {"d":"x"}',
    'foo',
  )
  it('for a client, under any cut', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(line, fc.constantFrom('\n', '\r\n')), { maxLength: 30 }),
        cuts,
        (lines, offsets) => {
          const body = lines.map((pair) => pair.join('')).join('')
          const read = (all: string) => {
            const events: unknown[] = []
            createParser({ onEvent: (event) => events.push(event) }).feed(all)
            return events
          }
          const bytes = Buffer.from(body)
          const out = restorePieces(
            'sse',
            cutAt(
              bytes,
              offsets.map((at) => at % (bytes.length + 1)),
            ),
            new Map([['EMAIL_1', 'v']]),
          )
          expect(read(out.bytes.toString())).toEqual(read(body))
        },
      ),
      TIME_LIMIT,
    )
  })
})

describe('memory', () => {
  it('holds back no more than the longest token with its escapes', () => {
    const longest = '\\u003cUS\\_SSN\\_1\\u003e'.length
    // Values of no length, so that what is missing is what is held.
    const map = new Map(TOKENS.map((token) => [token, '']))
    fc.assert(
      fc.property(text, (all) => {
        const bytes = Buffer.from(all)
        for (let sent = 1; sent <= bytes.length; sent++) {
          const restorer = createBodyRestorer('text', { values: map }, OPTIONS)
          restorer.push(bytes.subarray(0, sent))
          expect(restorer.end().length).toBeLessThan(longest)
        }
      }),
      { ...TIME_LIMIT, numRuns: 50 },
    )
  })
})

describe('the restore endpoint', () => {
  it('restores as a stream does', () => {
    fc.assert(
      fc.property(text, values, (all, map) => {
        const expected = restorePieces('text', [Buffer.from(all)], map).bytes.toString()
        const well = Buffer.from(restoreText(all, { values: map }, OPTIONS).text).toString()
        expect(well).toBe(expected)
        const { json } = restoreJson({ a: [all] }, { values: map }, OPTIONS)
        expect(Buffer.from((json as { a: string[] }).a[0] ?? '').toString()).toBe(expected)
      }),
      TIME_LIMIT,
    )
  })
})
