import { describe, expect, it } from 'vitest'
import {
  createSniffingRestorer,
  needsMoreBytes,
  restoreJson,
  restoreText,
  sniffKind,
} from '../../../src/formats/response.js'
import { cutAt, OPTIONS, restorePieces, restoreWhole } from './response-lanes.js'

const VALUES = { EMAIL_1: 'ja"ne\n@corp.example', PERSON_1: '\u{1F600} é' }
const IN_JSON = JSON.stringify(VALUES.EMAIL_1).slice(1, -1)

const restore = (body: string, options = {}) => restoreWhole('json', body, VALUES, options)

describe('a JSON body', () => {
  it.each([
    ['a leaf', '{"a":"<EMAIL_1>"}'],
    ['a leaf that is not closed', '{"a":"x <EMAIL_1> y'],
    ['nested arrays', '[[["<EMAIL_1>"],{"b":[1,"x <EMAIL_1>"]}]]'],
    ['a member name', '{"<EMAIL_1>":{"x <EMAIL_1>":1}}'],
    ['a bare string', '"<EMAIL_1>"'],
    ['several documents', '{"a":"<EMAIL_1>"}\n{"a":"<EMAIL_1>"} [1]"<EMAIL_1>"'],
    ['numbers and spacing', '{ "n" : 1e400 , "m":12345678901234567890,\r\n\t"a" :"<EMAIL_1>" }'],
    ['escaped quotes beside a token', '{"a":"\\"<EMAIL_1>\\\\","b":"\\\\\\"<EMAIL_1>"}'],
    ['raw UTF-8 and escapes', '{"é":"é\\u00e9<EMAIL_1>\\ud83d\\ude00"}'],
    ['a byte order mark', '\ufeff{"a":"<EMAIL_1>"}'],
    ['JSON text sequences', '\x1e{"a":"<EMAIL_1>"}\n\x1e{"a":1}\n'],
    ['a member named __proto__', '{"__proto__":"<EMAIL_1>","constructor":{"__proto__":"<EMAIL_1>"}}'],
    ['a line break in a string', '{"a":"x\ny <EMAIL_1>"}'],
  ])('is restored byte for byte at every cut: %s', (_, body) => {
    const bytes = Buffer.from(body)
    const expected = body.replaceAll('<EMAIL_1>', IN_JSON)
    for (let cut = 0; cut <= bytes.length; cut++)
      expect(restorePieces('json', cutAt(bytes, [cut]), VALUES).bytes.toString()).toBe(expected)
    const oneByte = Array.from(bytes, (byte) => Buffer.from([byte]))
    expect(restorePieces('json', oneByte, VALUES).bytes.toString()).toBe(expected)
  })

  it('keeps structural leaves, also in arrays, but not what an object under such a name holds', () => {
    const body =
      '{"id":"<EMAIL_1>","model":["<EMAIL_1>",["<EMAIL_1>"]],"type":{"x":"<EMAIL_1>"},"role\\u0000":"<EMAIL_1>"}'
    expect(restore(body)).toBe(
      `{"id":"<EMAIL_1>","model":["<EMAIL_1>",["<EMAIL_1>"]],"type":{"x":"${IN_JSON}"},"role\\u0000":"${IN_JSON}"}`,
    )
  })

  it('reads escapes in member names before it judges them', () => {
    expect(restore('{"\\u0069d":"<EMAIL_1>"}')).toBe('{"\\u0069d":"<EMAIL_1>"}')
  })

  it('escapes twice in tool arguments, and takes no bare token there', () => {
    const body = JSON.stringify({ arguments: JSON.stringify({ to: '<EMAIL_1>', cc: 'EMAIL_1' }), to: 'EMAIL_1' })
    const restored = JSON.parse(restore(body))
    expect(JSON.parse(restored.arguments)).toEqual({ to: VALUES.EMAIL_1, cc: 'EMAIL_1' })
    expect(restored.to).toBe(VALUES.EMAIL_1)
  })

  it('takes no bare token in arguments that are an object', () => {
    const body = JSON.stringify({ arguments: { to: ['<EMAIL_1>', 'EMAIL_1'] }, to: 'EMAIL_1' })
    expect(JSON.parse(restore(body))).toEqual({ arguments: { to: [VALUES.EMAIL_1, 'EMAIL_1'] }, to: VALUES.EMAIL_1 })
  })

  it.each([
    '}{"a":"<EMAIL_1>"}',
    '{"a":1]"<EMAIL_1>"',
    'Error: "<EMAIL_1>"!',
    "{'a':'<EMAIL_1>'}",
    '{"a":1}\0"<EMAIL_1>"',
  ])('passes unchanged from where it is no JSON: %j', (body) => {
    const at = body.search(/["'<]*<EMAIL_1>/)
    expect(restore(body).slice(at)).toMatch(/EMAIL_1>|corp/)
    if (!body.startsWith('Error')) expect(restore(body)).toBe(body)
  })

  it('passes unchanged where it is nested too deep', () => {
    const body = `${'['.repeat(3000)}"<EMAIL_1>"${']'.repeat(3000)}`
    expect(restore(body)).toBe(body)
  })

  it('reports the thread id of the root and of data only', () => {
    const seen: string[] = []
    const id = 'x'.repeat(257)
    restore(`{"thread_id":"a\\"b","data":{"thread_id":"c","t":{"thread_id":"no"}},"e":[{"thread_id":"no"}]}`, {
      onThreadId: (one: string) => seen.push(one),
    })
    restore(`{"thread_id":"${id}","data":[{"thread_id":"no"}]}[{"thread_id":"no"}]{"thread_id":"${'y'.repeat(256)}"}`, {
      onThreadId: (one: string) => seen.push(one),
    })
    expect(seen).toEqual(['a"b', 'c', 'y'.repeat(256)])
  })
})

describe('restoreText and restoreJson', () => {
  const issued = { values: new Map(Object.entries(VALUES)) }

  it('restores a text and names what stayed', () => {
    const { text, unresolved } = restoreText(
      '<EMAIL_1>, EMAIL_1 "<PERSON_1>" <EMAIL_9> \ud800 <EMAIL_9>',
      issued,
      OPTIONS,
    )
    expect(text).toBe(`${VALUES.EMAIL_1}, ${VALUES.EMAIL_1} "${VALUES.PERSON_1}" <EMAIL_9> \ud800 <EMAIL_9>`)
    expect(unresolved).toEqual(['<EMAIL_9>'])
  })

  it('restores strings and names of a value, and names a denied token', () => {
    const value = JSON.parse('{"__proto__":"<EMAIL_1>","id":["EMAIL_1",1,null],"https://x.example/<EMAIL_1>":true}')
    const { json, unresolved } = restoreJson(value, issued, OPTIONS)
    expect(JSON.stringify(json)).toBe(
      `{"__proto__":"${IN_JSON}","id":["${IN_JSON}",1,null],"https://x.example/<EMAIL_1>":true}`,
    )
    expect(unresolved).toEqual(['<EMAIL_1>'])
  })

  it('gives scalars back', () => {
    for (const value of [null, 1, true, '', 'x', []]) expect(restoreJson(value, issued, OPTIONS).json).toEqual(value)
  })
})

describe('sniffKind', () => {
  it.each([
    ['text/event-stream; charset=utf-8', 'x', 'sse'],
    ['application/json', 'data: x', 'json'],
    ['application/problem+json; charset="UTF-8"', '', 'json'],
    ['Application/X-NDJSON', '', 'ndjson'],
    ['application/jsonl', '', 'ndjson'],
    ['application/json-lines', '', 'ndjson'],
    ['text/html', '{', 'text'],
    ['application/xml', '', 'text'],
    ['image/svg+xml', '', 'text'],
    [undefined, 'data: x', 'sse'],
    [undefined, '\ufeff\n event:x', 'sse'],
    ['', ': hi', 'sse'],
    ['text/plain', ' {"a":1}', 'json'],
    ['application/octet-stream', '[1]', 'json'],
    ['text/plain; charset=us-ascii', 'hello', 'text'],
    [undefined, '', 'text'],
    ['text/plain; charset=utf-16', 'x', 'binary'],
    ['application/json; charset=iso-8859-1', '{', 'binary'],
    ['image/png', '{', 'binary'],
    ['application/pdf', '', 'binary'],
    ['multipart/form-data; boundary=x', '', 'binary'],
    ['application/zip', '', 'binary'],
    ['audio/mpeg', '', 'binary'],
    ['application/protobuf', '', 'binary'],
  ])('takes %j with %j for %s', (contentType, head, kind) => {
    expect(sniffKind(contentType, Buffer.from(head))).toBe(kind)
  })

  it('says when more bytes could matter', () => {
    expect(['', ' ', 'd', 'event', 'i'].map((head) => needsMoreBytes(undefined, Buffer.from(head)))).not.toContain(
      false,
    )
    expect(['{', 'dx', 'data:', 'hello'].map((head) => needsMoreBytes(undefined, Buffer.from(head)))).not.toContain(
      true,
    )
    expect(needsMoreBytes('application/json', Buffer.from(''))).toBe(false)
  })

  it('waits for the bytes it needs in a sniffing restorer', () => {
    const body = 'data: {"d":"<EMAIL"}\n\ndata: {"d":"_1>"}\n\n'
    const restorer = createSniffingRestorer(undefined, { values: new Map([['EMAIL_1', 'x@y.example']]) }, OPTIONS)
    const out = Array.from(Buffer.from(body), (byte) => restorer.push(Buffer.from([byte])).toString()).join('')
    expect(out + restorer.end()).toBe('data: {"d":""}\n\ndata: {"d":"x@y.example"}\n\n')
    expect(restorer.stats().restored).toBe(1)
    for (const short of ['', 'd', 'EMAIL_1']) {
      const text = createSniffingRestorer(undefined, { values: new Map([['EMAIL_1', 'v']]) }, OPTIONS)
      expect(text.push(Buffer.from(short)).toString() + text.end()).toBe(short === 'EMAIL_1' ? 'v' : short)
    }
  })
})
