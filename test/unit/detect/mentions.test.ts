import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { buildLexicon, createContext } from '../../../src/detect/context.js'
import { createReadMentions } from '../../../src/detect/mentions.js'
import type { CompiledRule, ContextWords } from '../../../src/detect/rule.js'
import { everyMention } from '../../support/mentions.js'

const WORDS = [
  'ssn',
  'social security',
  'número de seguro',
  'straße',
  'e-mail',
  'tax_no',
  '电话',
  '☎',
  'credit card number',
]

const contextOf = (rule: number, boost: readonly string[], suppress: readonly string[] = []): ContextWords => ({
  rule,
  before: 60,
  after: 30,
  boostSteps: 2,
  suppressSteps: 2,
  boost: buildLexicon(boost),
  suppress: buildLexicon(suppress),
  jsonKeys: null,
})
const ruleOf = (context: ContextWords) => ({ context, maxLength: 20 }) as CompiledRule
const NON_ASCII = /[^\x00-\x7f]/
const subjectOf = (text: string) => ({
  text,
  units: Uint16Array.from({ length: text.length }, (_, at) => text.charCodeAt(at)),
  isAscii: !NON_ASCII.test(text),
})

describe('createReadMentions', () => {
  const read = createReadMentions([ruleOf(contextOf(0, WORDS, ['order'])), ruleOf(contextOf(1, ['iban']))])

  it.each([
    'my SSN is',
    'Social\u00a0Security',
    'socialSecurity',
    'numero de seguro',
    'nu\u0301mero de seguro',
    'STRASSE',
    'e-mail',
    'tax no',
    '我的电话是',
    '☎ 1',
    'creditcardnumber',
  ])('hears of the rule in "%s"', (text) => {
    expect(read(subjectOf(text), '').isBoosted(0)).toBe(true)
    expect(read(subjectOf(''), text).isBoosted(0)).toBe(true)
  })

  it.each(['assn', 'social, security', 'insecure', 'tax', ''])('does not in "%s"', (text) => {
    // A sign between two words of a phrase does not part them: the context looks again.
    expect(read(subjectOf(text), '').isBoosted(0)).toBe(text.startsWith('social'))
  })

  it('tells words that speak for a rule from words against it', () => {
    const mentions = read(subjectOf('order an iban'), '')
    expect([mentions.isBoosted(0), mentions.isSuppressed(0), mentions.isBoosted(1)]).toEqual([false, true, true])
  })

  it('knows rules by their index where some are left out', () => {
    const some = createReadMentions([ruleOf(contextOf(3, ['iban'])), ruleOf(contextOf(7, WORDS))])
    const mentions = some(subjectOf('my iban'), '')
    expect([mentions.isBoosted(3), mentions.isBoosted(7)]).toEqual([true, false])
    expect(some(subjectOf('my ssn'), '').isBoosted(7)).toBe(true)
  })

  it('says where in a long text, and everywhere for a member name', () => {
    const text = `${'x '.repeat(3000)}iban${' x'.repeat(3000)}`
    expect(read(subjectOf(text), '').rangesOf(1)).toEqual([6000 - 50, 6004 + 320])
    expect(read(subjectOf(text), 'iban').rangesOf(1)).toBeNull()
    expect(read(subjectOf('iban'), '').rangesOf(1)).toBeNull()
  })

  it('reaches from a heading to the end of its table', () => {
    const text = `name,iban\n${'Jane,1\n'.repeat(600)}\n${'x\n'.repeat(300)}`
    expect(read(subjectOf(text), '').rangesOf(1)).toEqual([0, text.indexOf('\n\n')])
  })

  it('changes nothing of what the context finds', () => {
    const parts = fc.constantFrom(...WORDS, 'SSN', 'Ssn', 'x', ' ', '_', '-', ', ', 'É', 'ß', '1', '社', 'ssnOf', 'Σ')
    fc.assert(
      fc.property(fc.array(parts, { maxLength: 12 }), fc.array(parts, { maxLength: 3 }), (units, hints) => {
        const subject = subjectOf(`${units.join('')} 1`)
        const end = subject.text.length
        const words = contextOf(0, WORDS, ['order'])
        const context = createContext(subject, hints.join(''), everyMention)
        const isFound =
          context.around(words, end - 1, end).boostedBy !== null || context.naming(words, end - 1, end) !== null
        const mentions = () => read(subject, hints.join(''))
        if (isFound) expect(mentions().isBoosted(0)).toBe(true)
        const indexed = createContext(subject, hints.join(''), mentions)
        expect(indexed.around(words, end - 1, end)).toEqual(context.around(words, end - 1, end))
        expect(indexed.naming(words, end - 1, end)).toBe(context.naming(words, end - 1, end))
      }),
      { numRuns: 2000 },
    )
  })
})
