import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createLiteralFinder, mayHoldTokens } from '../../../src/pseudonyms/literals.js'
import { createRestorerSource, findTokens } from '../../../src/pseudonyms/restore.js'

const restoreIn = (text: string, values: Record<string, string>, { depth = 0 as 0 | 1 | 2, bare = true } = {}) => {
  const source = createRestorerSource(
    { values: new Map(Object.entries(values)) },
    { urls: 'named', isHostNamed: () => false },
  )
  return { text: source.open({ depth, bare }).push(Buffer.from(text).toString('latin1'), true), stats: source.stats }
}
const restore = (text: string, values: Record<string, string> = { EMAIL_1: 'v', US_SSN_1: 'w' }): string =>
  Buffer.from(restoreIn(text, values).text, 'latin1').toString()

describe('delimited forms', () => {
  it.each([
    ['<EMAIL_1>', 'v'],
    ['<Email_1>', 'v'],
    ['<us ssn 1>', 'w'],
    ['\\<US\\_SSN\\_1\\>', 'w'],
    ['&lt;us\\_ssn 1&gt;', 'w'],
    ['%3cus_ssn_1%3E', 'w'],
    ['\\u003Cus_ssn_1\\u003e', 'w'],
    ['<<EMAIL_1>>', '<v>'],
    ['x<EMAIL_1>y', 'xvy'],
    ['<EMAIL_1><EMAIL_1>', 'vv'],
    ['é<EMAIL_1>é', 'évé'],
  ])('%s gives %s', (text, expected) => {
    expect(restore(text)).toBe(expected)
  })

  it.each([
    ['another number', '<EMAIL_2>'],
    ['a longer number', '<EMAIL_10>'],
    ['a leading zero', '<EMAIL_01>'],
    ['another type', '<EMAILS_1>'],
    ['a part of a type', '<SSN_1>'],
    ['two separators', '<EMAIL__1>'],
    ['two spaces', '<EMAIL  1>'],
    ['an inner space', '< EMAIL_1 >'],
    ['a hyphen', '<EMAIL-1>'],
    ['no separator', '<EMAIL1>'],
    ['another closer', '&lt;EMAIL_1>-'],
    ['an escaped close of another form', '<EMAIL_1\\>x'.replace('\\>', '&gt;')],
    ['digits outside ASCII', '<EMAIL_\u0661>'],
    ['letters outside ASCII', '<EMA\u0130L_1>'],
    ['full-width brackets', '\uff1cEMAIL_2\uff1e'],
    ['a missing number', '<EMAIL>'],
  ])('leave %s alone', (_, text) => {
    const out = restore(text, { EMAIL_1: 'v', US_SSN_1: 'w' })
    expect(out.replace('v', 'EMAIL_1')).toBe(text)
    expect(out.startsWith(text.slice(0, 1))).toBe(true)
  })

  it('count as unresolved when the type is issued and the number is not', () => {
    const { stats } = restoreIn('<EMAIL_2> &lt;email_3&gt; <IBAN_1> <EMAIL_01> <EMAIL_4 EMAIL_5', { EMAIL_1: 'v' })
    expect([...stats.unresolvedNames]).toEqual(['EMAIL_2', 'EMAIL_3'])
    expect(stats.unresolved).toBe(2)
  })
})

describe('bare forms', () => {
  it.each([
    ['EMAIL_1', 'v'],
    ['[EMAIL_1]', 'v'],
    ['(EMAIL_1), "US_SSN_1"', '(v), "w"'],
    ['EMAIL_1; US_SSN_1!', 'v; w!'],
    ['[EMAIL_1, US_SSN_1]', '[v, w]'],
    ['éEMAIL_1é', 'évé'],
    ['<EMAIL_1>EMAIL_1', 'vv'],
    ['EMAIL_1:US_SSN_1', 'v:w'],
  ])('%s gives %s', (text, expected) => {
    expect(restore(text)).toBe(expected)
  })

  it.each([
    'EMAIL_1.',
    'EMAIL_1-',
    'EMAIL_10',
    'EMAIL_1_',
    'EMAIL_1a',
    'xEMAIL_1',
    '_EMAIL_1',
    '$EMAIL_1',
    '.EMAIL_1',
    '-EMAIL_1',
    'email_1',
    'EMAIL 1',
    'EMAIL\\_1',
    'x[EMAIL_1]',
    '[EMAIL_1].',
    '[EMAIL_1]x',
    'EMAIL_2',
    'process.env.EMAIL_1',
    'const EMAIL_1_REGEX',
    '<EMAIL_1',
    '[EMAIL_1',
  ])('%s stays', (text) => {
    expect(restore(text)).toBe(text)
  })

  it('do not count in tool arguments', () => {
    expect(restoreIn('EMAIL_1 [EMAIL_1] <EMAIL_1>', { EMAIL_1: 'v' }, { bare: false }).text).toBe('EMAIL_1 [EMAIL_1] v')
  })
})

describe('inserted values', () => {
  it('are never read again', () => {
    const values = { EMAIL_1: '<EMAIL_2>', EMAIL_2: 'EMAIL_3', EMAIL_3: '<EMAIL_1' }
    expect(restore('<EMAIL_1>|<EMAIL_2>|<EMAIL_3>>|EMAIL_3', values)).toBe('<EMAIL_2>|EMAIL_3|<EMAIL_1>|<EMAIL_1')
  })

  it('are taken as they are, whatever they look like', () => {
    for (const value of ['$& $1 $$', '__proto__', 'constructor', '\u{1F600}', '', '\\', '"'])
      expect(restore('<EMAIL_1>', { EMAIL_1: value })).toBe(value)
  })

  it('are not found by the name of a method', () => {
    expect(restore('<CONSTRUCTOR_1> <constructor> <__proto__>')).toBe('<CONSTRUCTOR_1> <constructor> <__proto__>')
  })

  it.each([0, 1, 2] as const)('are escaped for %i string encodings', (depth) => {
    const value = 'a"b\\c\nd\u2028\u{1F600}'
    const encode = (text: string) => {
      let out = text
      for (let i = 0; i < depth; i++) out = JSON.stringify(out).slice(1, -1)
      return out
    }
    const { text } = restoreIn(encode('"<EMAIL_1>"'), { EMAIL_1: value }, { depth })
    expect(Buffer.from(text, 'latin1').toString()).toBe(encode(`"${value}"`))
  })

  it('are escaped once more for the form that only stands in a JSON string', () => {
    expect(restore('{"a":"\\u003cEMAIL_1\\u003e"}', { EMAIL_1: 'a"b\n' })).toBe('{"a":"a\\"b\\n"}')
  })

  it('keep a lone surrogate inside JSON', () => {
    expect(restoreIn('<EMAIL_1>', { EMAIL_1: 'a\ud800' }, { depth: 1 }).text).toBe('a\\ud800')
    expect(restore('<EMAIL_1>', { EMAIL_1: 'a\ud800' })).toBe('a\ufffd')
    expect(restore('https://x.example/<EMAIL_1>', { EMAIL_1: 'a\ud800' })).toContain('<EMAIL_1>')
  })
})

describe('characters written as escapes', () => {
  it.each([
    [1, '\\u003cEMAIL_1\\u003e'],
    [1, '\\u003C\\u0045MAIL\\u005f1>'],
    [1, '\\\\u003cEMAIL_1\\\\u003e'],
    [1, '\\\\<EMAIL\\\\_1\\\\>'],
    [2, '\\\\u003cEMAIL_1\\\\u003e'],
    [2, '\\u005cu003cEMAIL_1\\u003e'],
    [2, '\\\\\\\\u003cEMAIL_1\\\\\\\\u003e'],
  ] as const)('are read through %i encodings: %s', (depth, text) => {
    for (let cut = 0; cut <= text.length; cut++) {
      const source = createRestorerSource(
        { values: new Map([['EMAIL_1', 'v']]) },
        { urls: 'named', isHostNamed: () => false },
      )
      const restorer = source.open({ depth, bare: false })
      expect(restorer.push(text.slice(0, cut), false) + restorer.push(text.slice(cut), true)).toBe('v')
    }
  })
})

describe('findTokens', () => {
  it('finds every form in UTF-16 offsets', () => {
    const text = '\u{1F600}<EMAIL_1> é EMAIL_1, [US_SSN_1] `&lt;email 1&gt;`'
    const found = findTokens(
      text,
      new Map([
        ['EMAIL_1', 0],
        ['US_SSN_1', 0],
      ]),
    )
    expect(found.map(({ token, start, end }) => [token, text.slice(start, end)])).toEqual([
      ['EMAIL_1', '<EMAIL_1>'],
      ['EMAIL_1', 'EMAIL_1'],
      ['US_SSN_1', '[US_SSN_1]'],
      ['EMAIL_1', '&lt;email 1&gt;'],
    ])
  })

  it('finds nothing that only resembles a token', () => {
    expect(findTokens('<EMAIL_2> EMAIL_10 xEMAIL_1', new Map([['EMAIL_1', 0]]))).toEqual([])
  })

  it('finds nothing that the finder of literals does not name', () => {
    const parts = [
      'EMAIL',
      'email',
      'US',
      'US_SSN',
      'X',
      '_',
      ' ',
      '\\_',
      '\\',
      '<',
      '>',
      '[',
      ']',
      '1',
      '20',
      '09',
      '&lt;',
      '&gt;',
    ]
    const piece = fc.constantFrom(
      ...parts,
      '%3C',
      '%3e',
      '\\u003c',
      '\\u003e',
      '\\<',
      '\\>',
      'EMAIL_1',
      'us_ssn_20',
      '\u{1F600}',
      'é',
      '-',
    )
    const tokens = new Map(['EMAIL_1', 'EMAIL_20', 'US_SSN_1', 'US_SSN_20', 'X_1', 'X_20'].map((token) => [token, 0]))
    const spelled = createLiteralFinder(['EMAIL'])
    let found = 0
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const text = pieces.join('')
        const literals = spelled(text, ['US_SSN', 'X'])
        for (const { token } of findTokens(text, tokens)) {
          found += 1
          expect(literals.has(token) && mayHoldTokens(text)).toBe(true)
        }
      }),
      { numRuns: 2000 },
    )
    expect(found).toBeGreaterThan(20)
  })
})
