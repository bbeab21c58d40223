import { describe, expect, it } from 'vitest'
import { createBodyRestorer } from '../../../src/formats/response.js'
import { cutAt, LANES, OPTIONS, restorePieces, type TextLane } from './response-lanes.js'

const VALUES = {
  EMAIL_1: 'jane@corp.example',
  EMAIL_10: 'ten@corp.example',
  EMAIL_12: 'twelve@corp.example',
  PERSON_1: 'Ann "A"\n\\ $& $1 \u{1F600} é',
  US_SSN_1: '078-05-1120',
  LITERAL_1: '<EMAIL_1>',
}

const DELIMITED = [
  '<EMAIL_1>',
  '&lt;EMAIL_1&gt;',
  '\\u003cEMAIL_1\\u003e',
  '\\u003CEMAIL_1\\u003E',
  '%3CEMAIL_1%3E',
  '%3cEMAIL_1%3e',
  '\\<EMAIL\\_1\\>',
  '\\<EMAIL\\_1>',
  '<email_1>',
  '<EMAIL 1>',
]
const BARE = ['EMAIL_1', '[EMAIL_1]']

const formsFor = (lane: TextLane) => (lane.bare ? [...DELIMITED, ...BARE] : DELIMITED)

/** Every cut into two events inside the form, each sent at every byte. */
const checkAllSplits = (lane: TextLane, form: string, value: string): void => {
  const text = `a (${form}), z`
  const expected = `a (${value}), z`
  for (let cut = 0; cut <= text.length; cut++) {
    const body = Buffer.from(lane.write([text.slice(0, cut), text.slice(cut)].filter((piece) => piece !== '')))
    const oneByte = Array.from(body, (byte) => Buffer.from([byte]))
    expect(lane.read(restorePieces(lane.kind, oneByte, VALUES).bytes.toString())).toBe(expected)
    for (let at = cut % 7; at <= body.length; at += 7)
      expect(lane.read(restorePieces(lane.kind, cutAt(body, [at]), VALUES).bytes.toString())).toBe(expected)
  }
}

describe.each(LANES)('restoring in the lane $name', (lane) => {
  it.each(formsFor(lane))('restores %s wherever bytes and events are cut', (form) => {
    checkAllSplits(lane, form, VALUES.EMAIL_1)
  })

  it('restores a value with quotes, newlines, dollar signs and astral characters at every cut', () => {
    checkAllSplits(lane, '<PERSON_1>', VALUES.PERSON_1)
  })

  it('keeps EMAIL_1, EMAIL_10 and EMAIL_12 apart at every cut', () => {
    const text = '<EMAIL_1><EMAIL_10> <EMAIL_12>, <EMAIL_2>'
    const expected = 'jane@corp.exampleten@corp.example twelve@corp.example, <EMAIL_2>'
    for (let cut = 1; cut < text.length; cut++) {
      const body = Buffer.from(lane.write([text.slice(0, cut), text.slice(cut)]))
      expect(lane.read(restorePieces(lane.kind, [body], VALUES).bytes.toString())).toBe(expected)
    }
  })

  it('gives a literal back as itself and does not read it again', () => {
    checkAllSplits(lane, '<LITERAL_1>', '<EMAIL_1>')
  })

  it('leaves the text alone where it holds no token', () => {
    for (const text of ['if [[ -f x ]]; then <b> &lt; 50% EMAIL', '<EMAIL_0> <EMAIL_01> <IBAN_1> EMAILS_1 <email-1>']) {
      const body = Buffer.from(lane.write([text]))
      expect(lane.read(restorePieces(lane.kind, [body], VALUES).bytes.toString())).toBe(text)
    }
  })
})

describe('a body restorer', () => {
  it('counts what it restored and what it could not', () => {
    const { stats } = restorePieces('text', [Buffer.from('<EMAIL_1> <EMAIL_10> <EMAIL_3> <US SSN 1> <IBAN_1>')], VALUES)
    expect(stats).toMatchObject({ restored: 3, unresolved: 1 })
    expect([...stats.restoredByType]).toEqual([
      ['EMAIL', 2],
      ['US_SSN', 1],
    ])
    expect([...stats.unresolvedNames]).toEqual(['EMAIL_3'])
  })

  it('returns the very chunk where nothing changed', () => {
    for (const kind of ['json', 'sse', 'ndjson', 'text'] as const) {
      const chunk = Buffer.from('data: {"delta":"hello"}\n\n')
      const restorer = createBodyRestorer(kind, { values: new Map([['EMAIL_1', 'x@y.example']]) }, OPTIONS)
      expect(restorer.push(chunk)).toBe(chunk)
    }
  })

  it('holds no more than the longest form of a token', () => {
    const restorer = createBodyRestorer('text', { values: new Map(Object.entries(VALUES)) }, OPTIONS)
    let sent = 0
    let received = 0
    for (const text of [
      '[[ -f x',
      '[',
      '[',
      '<',
      '<',
      '<E',
      '<EMAIL_9',
      '\\',
      '&',
      '%3',
      '<us ssn ',
      'EMAIL_1',
      ' x',
    ]) {
      sent += text.length
      received += restorer.push(Buffer.from(text)).length
      expect(sent - received).toBeLessThanOrEqual('\\u003cUS\\_SSN\\_1\\u003'.length)
    }
    expect(received).toBe(sent - 'EMAIL_1'.length + VALUES.EMAIL_1.length)
  })

  it.each([
    ['[[ -f x ]]', ''],
    ['a <', '<'],
    ['a < b', ''],
    ['<EMAIL_2', ''],
    ['<EMAIL_1', '<EMAIL_1'],
    ['<EMAIL_13', ''],
    ['<PERSON', '<PERSON'],
    ['<PEOPLE', ''],
    ['E', 'E'],
    ['Every', ''],
    ['cEMAIL_1', ''],
    ['EMAIL_1.', ''],
    ['[EMAIL_1', '[EMAIL_1'],
    ['\\u003', '\\u003'],
    ['\\u0041', ''],
  ])('after %j holds back %j', (text, held) => {
    const restorer = createBodyRestorer('text', { values: new Map(Object.entries(VALUES)) }, OPTIONS)
    expect(restorer.push(Buffer.from(text)).toString()).toBe(text.slice(0, text.length - held.length))
    expect(restorer.end().toString()).toBe(held)
  })

  it('only watches for the thread id when nothing is issued', () => {
    const bodies = {
      json: '{"a":"<EMAIL_1>","data":{"thread_id":"t-1","x":{"thread_id":"no"}}}',
      sse: 'data: {"thread_id":"t-1","d":"<EMAIL_1>"}\n\ndata: {"x":{"thread_id":"no"}}\n\n',
      ndjson: '{"data":{"thread_id":"t-1"}}\n[{"thread_id":"no"}]\n',
    }
    for (const [kind, body] of Object.entries(bodies)) {
      const seen: string[] = []
      const pieces = Array.from(Buffer.from(body), (byte) => Buffer.from([byte]))
      const { bytes } = restorePieces(kind as 'json', pieces, {}, { onThreadId: (id) => seen.push(id) })
      expect(bytes.toString()).toBe(body)
      expect(seen).toEqual(['t-1'])
    }
  })

  it('reports the thread id while it restores', () => {
    for (const [kind, body] of [
      ['json', '{"thread_id":"t\\u002d1","m":"<EMAIL_1>"}'],
      ['sse', 'data: {"thread_id":"t-1","m":"<EMAIL_1>"}\n\n'],
      ['ndjson', '{"thread_id":"t-1","m":"<EMAIL_1>"}\n'],
    ] as const) {
      const seen: string[] = []
      const { bytes } = restorePieces(kind, [Buffer.from(body)], VALUES, { onThreadId: (id) => seen.push(id) })
      expect(bytes.toString()).toContain('jane@corp.example')
      expect(seen).toEqual(['t-1'])
    }
  })
})
