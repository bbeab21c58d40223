import { describe, expect, it } from 'vitest'
import { buildLexicon, createContext } from '../../../src/detect/context.js'
import type { ContextWords } from '../../../src/detect/rule.js'
import { everyMention } from '../../support/mentions.js'

const words: ContextWords = {
  rule: 0,
  before: 30,
  after: 15,
  boostSteps: 2,
  suppressSteps: 2,
  boost: buildLexicon(['ssn', 'social security', 'número de seguro', 'e-mail', '电话', '☎']),
  suppress: buildLexicon(['order', 'part no']),
  jsonKeys: buildLexicon(['ssn', 'social_security_number']),
}

const subjectOf = (text: string) => ({ text, units: new Uint16Array(0), isAscii: false })

const judge = (marked: string, hint = '') => {
  const start = marked.indexOf('[')
  const text = marked.replace('[', '').replace(']', '')
  const { boostedBy, suppressedBy } = createContext(subjectOf(text), hint, everyMention).around(
    words,
    start,
    marked.indexOf(']') - 1,
  )
  return { isBoosted: boostedBy !== null, isSuppressed: suppressedBy !== null, boostedBy, suppressedBy }
}

const naming = (marked: string, hint = '') => {
  const start = marked.indexOf('[')
  const text = marked.replace('[', '').replace(']', '')
  return createContext(subjectOf(text), hint, everyMention).naming(words, start, marked.indexOf(']') - 1)
}

describe('createContext', () => {
  it.each([
    'SSN: [1]',
    'my Social  Security is [1]',
    'socialSecurity=[1]',
    'NUMERO DE SEGURO [1]',
    'nu\u0301mero de seguro [1]'.normalize('NFC'),
    'customer_ssn [1]',
    'e-mail [1]',
    '[1] is my ssn',
    '我的电话是[1]',
    '☎ [1]',
  ])('is boosted by words in "%s"', (text) => {
    expect(judge(text).isBoosted).toBe(true)
  })

  it.each([
    'assn [1]',
    'ssns [1]',
    'social [1] security',
    'security social [1]',
    '[ssn]',
    `ssn ${'x '.repeat(20)}[1]`,
    '[1] and then a while later ssn',
  ])('is not boosted by "%s"', (text) => {
    expect(judge(text).isBoosted).toBe(false)
  })

  it('does not count a word that the far edge of the window cuts', () => {
    expect(judge(`xssn${' '.repeat(27)}[1]`).isBoosted).toBe(false)
    expect(judge(`ssn${' '.repeat(27)}[1]`).isBoosted).toBe(true)
  })

  it('suppresses and boosts at once', () => {
    expect(judge('order of the ssn [1]')).toMatchObject({ isBoosted: true, isSuppressed: true })
    expect(judge('part no. [1]')).toMatchObject({ isBoosted: false, isSuppressed: true })
  })

  it.each([
    'ssn',
    'customerSsn',
    'social-security-number',
    'SOCIAL_SECURITY_NUMBER',
    'socialsecuritynumber',
    'user.ssn',
  ])('is boosted by the member name %s', (hint) => {
    expect(judge('[1]', hint).isBoosted).toBe(true)
  })

  it('reads the member name in whole words and for suppression too', () => {
    expect(judge('[1]', 'session').isBoosted).toBe(false)
    expect(judge('[1]', 'orderId').isSuppressed).toBe(true)
  })
})

describe('the name of a value', () => {
  it('says which word of the rule it was', () => {
    expect(judge('my Social Security is [1], part no').boostedBy).toBe('social security')
    expect(judge('my Social Security is [1], part no').suppressedBy).toBe('part no')
  })

  it.each([
    ['a label', 'SSN: [1]'],
    ['a label with a word behind it', 'SSN number: [1]'],
    ['a label on its own line', 'SSN:\n[1]'],
    ['a pair of a log line', 'a=1 ssn=[1]'],
    ['a member in the text', '{"a": 1, "ssn": "[1]"}'],
    ['an escaped member', '{\\"ssn\\": \\"[1]\\"}'],
    ['bold markup', '**SSN**: [1]'],
    ['a tag', '<SSN>[1]</SSN>'],
    ['a tag in camelCase', '<customerSsn>[1]</customerSsn>'],
    ['an attribute', '<person ssn="[1]">'],
    ['the name of an input', '<input name="ssn" maxlength="11" value="[1]">'],
    ['a row of a table in HTML', '<tr><td>SSN</td><td>[1]</td></tr>'],
    ['a column', `name,ssn,city\nJane,111,Rome\nJoe,[1],Oslo`],
    ['a column behind prose', `The file:\nname;ssn\nJane;[1]`],
    ['a column with quotes', `name,"ssn",city\n"Doe, Jane",[1],Oslo`],
    ['a column of tabs', 'name\tssn\nJane\t[1]'],
    ['a column of Markdown', '| name | SSN |\n|---|---|\n| Jane | [1] |'],
    ['an aligned column', 'NAME        SSN        CITY\nJane Doe    [1]    Rome'],
  ])('is %s', (_, text) => {
    expect(naming(text)).toBe('ssn')
  })

  it.each([
    ['a word without a sign', 'SSN [1]'],
    ['a label of another value', 'ssn: 2, phone: [1]'],
    ['the next column', 'name,ssn,city\nJane,111,[1]'],
    ['a heading behind an empty line', 'name,ssn\n\nJane,[1]'],
    ['a line of another width', 'name,ssn,city\nJane,[1]'],
    ['a tag that is over', '<ssn>2</ssn> and then [1]'],
  ])('is not %s', (_, text) => {
    expect(naming(text)).toBeNull()
  })

  it('is the name of the member, where the value is nearly all its text', () => {
    expect(naming('[1]', 'ssn')).toBe('ssn')
    expect(naming(`[1] ${'x'.repeat(90)}`, 'ssn')).toBeNull()
  })
})
