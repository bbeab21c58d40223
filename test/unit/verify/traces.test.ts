import { describe, expect, it } from 'vitest'
import { needlesOf, traceIn, traceOf } from '../../../src/verify/traces.js'

const VALUE = 'jane.ombrell@corp.example'
const NEEDLES = needlesOf(VALUE)
const base64 = (text: string): string => Buffer.from(text).toString('base64')
const unicode = (text: string): string =>
  [...text].map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`).join('')
const everyByte = (text: string): string =>
  [...Buffer.from(text)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('')

describe('a value is found', () => {
  it.each([
    ['as it is', `{"message":"mail ${VALUE} now"}`],
    ['in upper case', VALUE.toUpperCase()],
    ['in JSON escapes', `{"message":"${unicode(VALUE)}"}`],
    ['in JSON escapes twice', JSON.stringify(`{"a":"${unicode(VALUE)}"}`)],
    ['in percent codes', everyByte(VALUE)],
    ['in percent codes twice', encodeURIComponent(everyByte(VALUE))],
    ['in base64', base64(VALUE)],
    ['in base64 with one byte before', base64(`x${VALUE}`)],
    ['in base64 with two bytes before', base64(`xy${VALUE}`)],
    ['in base64 that begins inside a run', `abc${base64(VALUE)}`],
    ['in base64url', Buffer.from(`{"<EMAIL_1>":"${VALUE}"}`).toString('base64url')],
    ['in base64 of base64', base64(base64(VALUE))],
    ['in percent codes of base64', encodeURIComponent(base64(`{"a":"${VALUE}"}`))],
  ])('%s', (_, text) => {
    expect(traceIn(text, NEEDLES)).not.toBeNull()
    expect(traceIn(text, needlesOf('another.person@corp.example'))).toBeNull()
  })

  it('without its separators', () => {
    expect(traceIn('card 4111111111111111', needlesOf('4111 1111 1111 1111'))).toBe('raw')
    expect(traceIn('card 4111111111111112', needlesOf('4111 1111 1111 1111'))).toBeNull()
  })
})

describe('a short value', () => {
  it('counts as a word of the body, not as a part of another one, nor in headers', () => {
    const needles = needlesOf('123')
    expect(traceIn('cvv 123.', needles)).toBe('raw')
    expect(traceIn('order 41234', needles)).toBeNull()
    const seen = { method: 'POST', url: '/123', rawHeaders: ['Content-Length', '123'], body: Buffer.from('{}') }
    expect(traceOf(seen, needles, new Set())).toBeNull()
  })
})

describe('traceOf', () => {
  const clean = { method: 'POST', url: '/v1', rawHeaders: ['X-A', 'b'], body: Buffer.from('{}') }
  it.each([
    ['URL (percent-decoded)', { ...clean, url: `/v1?q=${encodeURIComponent(VALUE)}` }],
    ['header x-a (base64-decoded)', { ...clean, rawHeaders: ['X-A', base64(VALUE)] }],
    ['body (JSON-unescaped)', { ...clean, body: Buffer.from(`"${unicode(VALUE)}"`) }],
  ])('names the place: %s', (place, seen) => {
    expect(traceOf(seen, NEEDLES, new Set())).toBe(place)
  })

  it('leaves out the headers that hold values on purpose, and nothing else', () => {
    const seen = { ...clean, rawHeaders: ['X-Pii-Mapping', VALUE] }
    expect(traceOf(seen, NEEDLES, new Set(['x-pii-mapping']))).toBeNull()
    expect(traceOf(seen, NEEDLES, new Set())).toBe('header x-pii-mapping (raw)')
    expect(traceOf(clean, NEEDLES, new Set())).toBeNull()
  })

  it('reads UTF-8 in a header that Node read as Latin-1', () => {
    const needles = needlesOf('Zoë Ömbrell')
    const header = Buffer.from('Zoë Ömbrell').toString('latin1')
    expect(traceOf({ ...clean, rawHeaders: ['X-A', header] }, needles, new Set())).toContain('x-a')
  })
})
