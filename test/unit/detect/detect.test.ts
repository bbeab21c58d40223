import { describe, expect, it } from 'vitest'
import { loadText, ruleText } from '../../support/rules.js'

const detectWith = async (parts: Readonly<Record<string, string>>) => {
  const tests = `{ match: ['ssn [[536-90-4399]] [[536904399]]'], no_match: [x] }`
  const result = await loadText({ 'a.yaml': ruleText({ tests, ...parts }) }, { engine: 'auto' })
  if ('issues' in result) throw new Error(JSON.stringify(result.issues))
  const { detect } = result.ruleSet
  return (text: string, hint = '') =>
    detect(text, hint).map(({ start, end, score }) => `${text.slice(start, end)}:${score}`)
}

const NEVER = `{ match: ['SSN: [[536-90-4399]]'], no_match: [x] }`
const PATTERNS = `[{ regex: '\\b\\d{3}-?\\d{2}-?\\d{4}\\b', likelihood: possible, requires_context: false }]`
const CONTEXT = '{ boost: { any: [ssn] }, suppress: { en: [order] }, json_keys: [tax_no] }'
const ssn = { patterns: PATTERNS, context: CONTEXT, normalize: '[digits-only]', validate: '[us-ssn]' }

describe('createDetect', () => {
  it('adds the steps of a passed check and of context words, once each', async () => {
    const detect = await detectWith(ssn)
    expect(detect('536-90-4399')).toEqual(['536-90-4399:3'])
    expect(detect('ssn ssn 536-90-4399')).toEqual(['536-90-4399:4'])
    expect(detect('order 536-90-4399')).toEqual([])
    expect(detect('order of ssn 536-90-4399')).toEqual(['536-90-4399:3'])
    expect(detect('536-90-4399', 'customerTaxNo')).toEqual(['536-90-4399:4'])
  })

  it('lowers what fails its check: it counts only where something names it', async () => {
    const detect = await detectWith(ssn)
    expect(detect('ssn 666-90-4399')).toEqual([])
    expect(detect('666-90-4399')).toEqual([])
    expect(detect('SSN: 666-90-4399')).toEqual(['666-90-4399:3'])
    expect(detect('order, SSN: 666-90-4399')).toEqual([])
    expect(detect('666-90-4399', 'ssn')).toEqual(['666-90-4399:3'])
    expect(detect('<ssn>666-90-4399</ssn>')).toEqual(['666-90-4399:3'])
    expect(detect('name,ssn\nJane,666-90-4399')).toEqual(['666-90-4399:3'])
    expect(detect('SSN: 000-00-0000')).toEqual([])
    const both = await detectWith({ ...ssn, validate: '[{ length: [9] }, us-ssn]' })
    expect(both('SSN: 666-90-4399')).toEqual(['666-90-4399:3'])
    const shape = await detectWith({ ...ssn, validate: '[{ length: [8] }]', tests: NEVER }).catch(String)
    expect(shape).toContain('finds nothing')
  })

  it('prefers what passes to what is only named', async () => {
    const detect = await detectWith(ssn)
    expect(detect('SSN: 666-90-4399 536-90-4399')).toEqual(['536-90-4399:4', '666-90-4399:3'])
  })

  it('drops what fails its check, or weakens it and asks for context, as the rule says', async () => {
    const dropped = await detectWith({ ...ssn, invalid: 'drop' })
    expect(dropped('SSN: 666-90-4399')).toEqual([])
    const kept = await detectWith({ ...ssn, invalid: 'keep', patterns: PATTERNS.replace('possible', 'likely') })
    expect(kept('666-90-4399')).toEqual([])
    expect(kept('ssn 666-90-4399')).toEqual(['666-90-4399:3'])
  })

  it('drops candidates without the context that they require', async () => {
    const detect = await detectWith({ ...ssn, patterns: PATTERNS.replace('false', 'true') })
    expect(detect('536904399')).toEqual([])
    expect(detect('ssn 536904399')).toEqual(['536904399:4'])
  })

  it('leaves excluded values alone however they are written', async () => {
    const detect = await detectWith({ ...ssn, exclude: '[{ values: [078-05-1120], reason: void }]' })
    expect(detect('ssn 078051120, 078-05-1120')).toEqual([])
  })

  it('runs a rule with keywords only where one occurs', async () => {
    const detect = await detectWith({ ...ssn, keywords: '[SSN]' })
    expect(detect('536-90-4399')).toEqual([])
    expect(detect('536-90-4399, said the Ssn office')).toEqual(['536-90-4399:4'])
  })

  it('refuses pieces of longer numbers, words and tokens', async () => {
    const detect = await detectWith(ssn)
    expect(detect('1536904399 5369043990 ж536904399 12-536-90-4399 536904399.50 <X_536904399>')).toEqual([])
  })

  it('covers whole original characters of folded text', async () => {
    const detect = await detectWith(ssn)
    expect(detect('😀 ５３６–9\u200b0‑4399 😀')).toEqual(['５３６–9\u200b0‑4399:3'])
    expect(detect('ＳＳＮ\u00a0٥٣٦904399')).toEqual(['٥٣٦904399:4'])
  })

  it('looks behind underscores, which are decoration beside digits', async () => {
    const detect = await detectWith(ssn)
    expect(detect('_536-90-4399_ and id_536904399')).toEqual(['536-90-4399:3', '536904399:3'])
  })

  it('tries a failed candidate again without its last words', async () => {
    const detect = await detectWith({
      patterns: `[{ regex: '\\b[A-Z]{2}\\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\\b', flags: i, likelihood: possible }]`,
      normalize: '[strip-spaces, upper]',
      validate: '[iban]',
      tests: `{ match: ['[[GB29NWBK60161331926819]] from us now'], no_match: [x] }`,
    })
    expect(detect('pay GB29 NWBK 6016 1331 9268 19 from them')).toEqual(['GB29 NWBK 6016 1331 9268 19:3'])
  })

  it('trims spaces and reports the captured group only', async () => {
    const detect = await detectWith({
      patterns: `[{ regex: 'code:(?P<code>[ a-z]{1,20});', capture: code, likelihood: likely }]`,
      tests: `{ match: ['code: [[abc]] ;'], no_match: [x] }`,
    })
    expect(detect('code:  ab cd  ;')).toEqual(['ab cd:3'])
  })

  it('drops matches longer than max_length', async () => {
    const detect = await detectWith({
      patterns: `[{ regex: 'k-[a-z]+', likelihood: likely }]`,
      max_length: '8',
      tests: `{ match: ['[[k-abc]]'], no_match: [x] }`,
    })
    expect(detect('k-abcdef k-abcdefg')).toEqual(['k-abcdef:3'])
  })

  it('finds everything in a long text and takes time in proportion to it', async () => {
    const detect = await detectWith(ssn)
    const line = 'A line of prose with ssn 536-90-4399 in it, 1-1-1-1 and other 12 things.\n'
    expect(detect(line.repeat(2000))).toHaveLength(2000)
    for (const unit of ['1', '1 ', '1-', '536-90-', '666-90-4399 ', 'ssn ', '_1', 'e\u0301', '１']) {
      const started = performance.now()
      detect(unit.repeat(60_000))
      expect(performance.now() - started, unit).toBeLessThan(4000)
    }
  })
})
