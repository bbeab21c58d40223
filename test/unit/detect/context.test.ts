import { describe, expect, it } from 'vitest'
import { buildLexicon, createContext } from '../../../src/detect/context.js'
import type { ContextWords } from '../../../src/detect/rule.js'

const words: ContextWords = {
  before: 30,
  after: 15,
  boostSteps: 2,
  suppressSteps: 2,
  boost: buildLexicon(['ssn', 'social security', 'número de seguro', 'e-mail', '电话', '☎']),
  suppress: buildLexicon(['order', 'part no']),
  jsonKeys: buildLexicon(['ssn', 'social_security_number']),
}

const judge = (marked: string, hint = '') => {
  const start = marked.indexOf('[')
  const text = marked.replace('[', '').replace(']', '')
  return createContext({ text, isAscii: false }, hint)(words, start, marked.indexOf(']') - 1)
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
    expect(judge('order of the ssn [1]')).toEqual({ isBoosted: true, isSuppressed: true })
    expect(judge('part no. [1]')).toEqual({ isBoosted: false, isSuppressed: true })
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
