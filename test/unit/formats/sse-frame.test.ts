import { createParser, type EventSourceMessage } from 'eventsource-parser'
import { describe, expect, it } from 'vitest'
import { createBodyRestorer } from '../../../src/formats/response.js'
import { parseSseEvent } from '../../../src/formats/sse.js'
import { OPTIONS, restorePieces } from './response-lanes.js'

const VALUES = { EMAIL_1: 'jane@corp.example', EMAIL_2: 'li@corp.example' }

const parse = (body: string): EventSourceMessage[] => {
  const events: EventSourceMessage[] = []
  createParser({ onEvent: (event) => events.push(event) }).feed(body)
  return events
}

describe('framing', () => {
  const BODIES = [
    'data: a\n\ndata: b\n\n',
    'data: a\r\n\r\ndata: b\r\n\r\n',
    'data: a\r\rdata: b\r\r',
    'data: a\n\r\ndata: b\r\n\ndata: c\r\r\n',
    '\ufeffdata: a\n\n: comment\n\n\n\ndata\n\ndata:\n\n',
    'id: 1\nevent: x\ndata: a\ndata: b\n\nevent: y\n\nretry: 5\n\n',
    'data: {"a":"b"}\r\ndata\r\n\r\n:\n\ndata:x\n\ndata:  y\n\nunknown: z\n\ndata: unended',
  ]

  it.each(BODIES)('keeps %j byte for byte under any cut', (body) => {
    const bytes = Buffer.from(body)
    for (let one = 0; one <= bytes.length; one++)
      for (let two = one; two <= bytes.length; two++) {
        const pieces = [bytes.subarray(0, one), bytes.subarray(one, two), bytes.subarray(two)]
        expect(restorePieces('sse', pieces, VALUES).bytes.equals(bytes)).toBe(true)
      }
  })

  it.each(['\n', '\r\n', '\r'])('gives the events that a client expects, lines ending with %j', (lineEnd) => {
    const lines = [
      'event: m',
      'id: 1',
      'data: {"d":"<EMAIL_1>",',
      'data: "e":"<EMAIL_2>"}',
      '',
      'data: x <EMAIL_1>',
      '',
      '',
    ]
    const body = Buffer.from(lines.join(lineEnd))
    for (let cut = 0; cut <= body.length; cut++) {
      const { bytes } = restorePieces('sse', [body.subarray(0, cut), body.subarray(cut)], VALUES)
      // The comment lets the parser see that no LF follows the last CR.
      expect(parse(`${bytes.toString()}:\n`)).toEqual([
        { event: 'm', id: '1', data: '{"d":"jane@corp.example",\n"e":"li@corp.example"}' },
        { event: undefined, id: undefined, data: 'x jane@corp.example' },
      ])
    }
  })

  it('lets each event go as soon as its blank line is there', () => {
    const restorer = createBodyRestorer('sse', { values: new Map([['EMAIL_1', 'x']]) }, OPTIONS)
    for (const event of ['data: a\r\n\r\n', 'data: b\n\n', 'data: c\r\r', 'data: d\r\n\r']) {
      expect(restorer.push(Buffer.from(event)).toString()).toBe(event)
    }
    expect(restorer.push(Buffer.from('\ndata: e\n')).toString()).toBe('\n')
  })
})

describe('parseSseEvent', () => {
  it('reads fields with and without colon and space', () => {
    expect(parseSseEvent('event: e\ndata\ndata:a\ndata:  b\n\n')).toMatchObject({ name: 'e', data: '\na\n b' })
    expect(parseSseEvent(': x\nid: 1\n\n')).toMatchObject({ name: '', data: null })
  })
})
