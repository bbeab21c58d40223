import { describe, expect, it } from 'vitest'
import { findLeaves, pointerOf, writeLeaves } from '../../../src/formats/json.js'
import { ARGUMENTS, BINARY, FREE, listOf, object, type Shape, STRUCTURAL } from '../../../src/formats/shape.js'

const BLOCK: Shape = object(
  { type: STRUCTURAL, signature: STRUCTURAL, arguments: ARGUMENTS, sound: BINARY },
  {
    beside: [
      { member: 'signature', leaf: 'thinking', as: 'signed' },
      { member: 'call', leaf: 'content', as: 'json' },
      { member: 'type', value: 'sealed', leaf: 'data', as: 'signed' },
    ],
  },
)
const SHAPE = object({ blocks: listOf(BLOCK) })

const read = (value: unknown) => {
  const source = typeof value === 'string' ? value : JSON.stringify(value)
  const unscanned = { signed: 0, binary: 0 }
  const leaves = findLeaves(source, SHAPE, 64, unscanned)
  const texts = leaves.map(({ text, node, isKey }) => [isKey ? `key ${pointerOf(node)}` : pointerOf(node), text])
  const write = (change: (text: string) => string): string =>
    writeLeaves(source, leaves, new Map(leaves.map(({ text }, index) => [index, change(text)] as const)))
  return { source, unscanned, leaves, texts, write }
}

/** What a change of every text makes of `text/plain` in base64, and of its leaf. */
const upper = (text: string) => text.toUpperCase()
const base64 = (text: string) => Buffer.from(text).toString('base64')

describe('JSON in a string', () => {
  const args = '{"mail":"a\\u0040b \\"q\\"","card":4111111111111111,"list":["x",{"free":"y"}]}'
  const body = { blocks: [{ arguments: args }] }

  it('is taken apart, names and long numbers too', () => {
    expect(read(body).texts).toEqual([
      ['key /blocks/0/arguments/mail', 'mail'],
      ['/blocks/0/arguments/mail', 'a@b "q"'],
      ['key /blocks/0/arguments/card', 'card'],
      ['/blocks/0/arguments/card', '4111111111111111'],
      ['key /blocks/0/arguments/list', 'list'],
      ['/blocks/0/arguments/list/0', 'x'],
      ['key /blocks/0/arguments/list/1/free', 'free'],
      ['/blocks/0/arguments/list/1/free', 'y'],
    ])
  })

  it('is valid on both levels when it is written, and keeps what did not change', () => {
    const { source, leaves, write } = read(body)
    expect(writeLeaves(source, leaves, new Map())).toBe(source)
    const written = write((text) => `${text}"\n`)
    expect(JSON.parse(JSON.parse(written).blocks[0].arguments)).toEqual({
      'mail"\n': 'a@b "q""\n',
      'card"\n': '4111111111111111"\n',
      'list"\n': ['x"\n', { 'free"\n': 'y"\n' }],
    })
    const one = writeLeaves(source, leaves, new Map([[3, '<CREDIT_CARD_1>']]))
    expect(JSON.parse(one).blocks[0].arguments).toBe(args.replace('4111111111111111', '"<CREDIT_CARD_1>"'))
  })

  it.each(['', 'not json', '{"open', '{"a":"1","a":"2"}', `${'['.repeat(80)}${']'.repeat(80)}`])(
    'is one text where it cannot be taken apart: %s',
    (text) => {
      expect(read({ blocks: [{ arguments: text }] }).texts).toEqual([['/blocks/0/arguments', text]])
    },
  )

  it('is looked for where a member beside it says so', () => {
    const content = '{"name":"Jos\\u00e9"}'
    expect(read({ blocks: [{ call: 'c', content }] }).texts).toContainEqual(['/blocks/0/content/name', 'José'])
    expect(read({ blocks: [{ content, call: 'c' }] }).texts).toContainEqual(['/blocks/0/content/name', 'José'])
    expect(read({ blocks: [{ content }] }).texts).toContainEqual(['/blocks/0/content', content])
  })

  it('stands beside edits of the body in their order', () => {
    const { write } = read({ a: 'one', blocks: [{ arguments: '{"k":"v"}' }, { note: 'two' }], z: 'three' })
    expect(JSON.parse(write(upper))).toEqual({
      A: 'ONE',
      blocks: [{ arguments: '{"K":"V"}' }, { NOTE: 'TWO' }],
      Z: 'THREE',
    })
  })
})

describe('a file in a string', () => {
  it.each([
    ['text/plain', 'media_type'],
    ['text/csv; charset=utf-8', 'mimeType'],
    ['text/html', 'mime_type'],
  ])('of %s is decoded, rewritten and encoded again', (type, name) => {
    const { texts, write } = read({ blocks: [{ [name]: type, data: base64('mail a@b.example, é') }] })
    expect(texts).toContainEqual(['/blocks/0/data', 'mail a@b.example, é'])
    expect(JSON.parse(write((text) => (text.includes('@') ? upper(text) : text))).blocks[0].data).toBe(
      base64('MAIL A@B.EXAMPLE, É'),
    )
  })

  it('may describe itself after its data', () => {
    expect(read({ blocks: [{ data: base64('mail a@b.example'), mimeType: 'text/plain' }] }).texts).toContainEqual([
      '/blocks/0/data',
      'mail a@b.example',
    ])
  })

  it('of JSON is taken apart', () => {
    const file = base64('{"card": 4111111111111111}')
    const { texts, write } = read({ blocks: [{ media_type: 'application/json', data: file }] })
    expect(texts).toContainEqual(['/blocks/0/data/card', '4111111111111111'])
    const written = JSON.parse(write((text) => (text.startsWith('4') ? '<CREDIT_CARD_1>' : text))).blocks[0].data
    expect(Buffer.from(written, 'base64').toString()).toBe('{"card": "<CREDIT_CARD_1>"}')
  })

  it.each([
    ['data:text/plain;base64,', base64, (text: string) => Buffer.from(text, 'base64').toString()],
    ['data:text/plain;charset=utf-8,', encodeURIComponent, decodeURIComponent],
    ['data:,', encodeURIComponent, decodeURIComponent],
  ])('is read in a data URL: %s', (head, encode, decode) => {
    const { texts, write, unscanned } = read({ blocks: [{ note: head + encode('mail a@b.example') }] })
    expect(texts).toContainEqual(['/blocks/0/note', 'mail a@b.example'])
    const written = JSON.parse(write((text) => (text.includes('@') ? upper(text) : text))).blocks[0].note
    expect(written.startsWith(head)).toBe(true)
    expect(decode(written.slice(head.length))).toBe('MAIL A@B.EXAMPLE')
    expect(unscanned.binary).toBe(0)
  })

  it.each([
    'data: x\n\n{"a":"mail a@b.example"},b',
    'data:text/plain;name=a@b.example;base64,aGVsbG8gdGhlcmUgYWxs',
    'data:x/4111111111111111,hello',
    'data:text/plain,%zz a@b.example',
  ])('is not what only begins like one: %s', (text) => {
    expect(read({ blocks: [{ note: text }] }).texts).toContainEqual(['/blocks/0/note', text])
  })

  const PICTURE = `iVBORw0KGgo${'A'.repeat(300)}`
  it.each([
    ['a picture', { media_type: 'image/png', data: PICTURE }],
    ['a data URL', { url: `data:image/png;base64,${PICTURE}` }],
    ['a picture that nothing describes', { images: [PICTURE] }],
    ['sound', { sound: 'UklGRg==' }],
  ])('that is no text goes on as it is, and is counted: %s', (_, block) => {
    const { unscanned, texts, source, write } = read({ blocks: [block] })
    expect(unscanned).toEqual({ signed: 0, binary: 1 })
    expect(texts.map(([, text]) => text).join()).not.toContain('AAAA')
    expect(write((text) => text)).toBe(source)
  })

  it('is only what is base64, also where the format says so', () => {
    expect(read({ blocks: [{ sound: 'mail a@b.example' }] }).texts).toContainEqual([
      '/blocks/0/sound',
      'mail a@b.example',
    ])
  })

  it('is only what is base64: plain text that is called a file is read as it stands', () => {
    const { texts, unscanned } = read({ blocks: [{ media_type: 'image/png', data: 'mail a@b.example please' }] })
    expect(texts).toContainEqual(['/blocks/0/data', 'mail a@b.example please'])
    expect(unscanned.binary).toBe(0)
  })
})

describe('a signed text', () => {
  it('goes byte for byte, and is counted; other texts of its object do not', () => {
    const { texts, unscanned } = read({ blocks: [{ thinking: 'signed', signature: 's', text: 'free' }] })
    expect(texts.map(([, text]) => text)).not.toContain('signed')
    expect(texts).toContainEqual(['/blocks/0/text', 'free'])
    expect(unscanned).toEqual({ signed: 1, binary: 0 })
  })

  it('is one only with its signature', () => {
    expect(read({ blocks: [{ thinking: 'free' }] }).texts).toContainEqual(['/blocks/0/thinking', 'free'])
    expect(read({ blocks: [{ type: 'sealed', data: 'abc' }] }).unscanned.signed).toBe(1)
    expect(read({ blocks: [{ type: 'other', data: 'abc' }] }).unscanned.signed).toBe(0)
  })
})

it('a tower of files and documents takes linear time', () => {
  let inner: unknown = 'mail a@b.example'
  for (let i = 0; i < 12; i++) inner = { mimeType: 'application/json', data: base64(JSON.stringify(inner)), more: 'x' }
  const { leaves } = read({ blocks: [inner] })
  expect(leaves.some(({ text }) => text === 'mail a@b.example')).toBe(true)
  const wide = {
    blocks: Array.from({ length: 20_000 }, () => ({ mimeType: 'text/plain', data: base64('mail a@b.example') })),
  }
  let deep: unknown = wide
  for (let i = 0; i < 40; i++) deep = { mimeType: 'text/plain', content: deep }
  const source = JSON.stringify({ blocks: [deep] })
  const startMs = performance.now()
  expect(findLeaves(source, SHAPE, 64).length).toBeGreaterThan(20_000)
  expect(performance.now() - startMs).toBeLessThan(2000)
})

it('free text has no such rules', () => {
  expect(findLeaves('{"thinking":"a","signature":"b"}', FREE, 9).filter(({ isKey }) => !isKey)).toHaveLength(2)
})
