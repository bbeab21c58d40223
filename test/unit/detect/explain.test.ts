import { describe, expect, it } from 'vitest'
import { describeExplanation } from '../../../src/detect/explain.js'
import { loadText, ruleText } from '../../support/rules.js'

const PATTERNS = `[{ id: dashed, regex: '\\b\\d{3}-\\d{2}-\\d{4}\\b', likelihood: likely }, { regex: '\\b\\d{9}\\b', likelihood: unlikely, requires_context: true }]`

const load = async () => {
  const result = await loadText({
    'a.yaml': ruleText({
      patterns: PATTERNS,
      normalize: '[digits-only]',
      validate: '[us-ssn]',
      valid_steps: '0',
      context: '{ boost: { en: [social security] }, suppress: { en: [order] }, json_keys: [tax_no] }',
      exclude: '[{ values: [078-05-1120], reason: void }]',
    }),
  })
  if ('issues' in result) throw new Error(JSON.stringify(result.issues))
  return result.ruleSet
}

describe('explain', () => {
  it.each([
    ['a 536-90-4399', '', 'us-ssn: dashed likely, us-ssn +0 → likely'],
    ['Social  Security 536904399', '', 'us-ssn: 2 unlikely, us-ssn +0, "social security" +2 → likely'],
    ['536904399', 'customerTaxNo', 'us-ssn: 2 unlikely, us-ssn +0, "tax_no" +2 → likely'],
    ['order 536-90-4399', '', 'us-ssn: dashed likely, us-ssn +0, "order" −2 → unlikely, too little'],
    ['536904399', '', 'us-ssn: 2 unlikely, us-ssn +0 → dropped: needs a context word'],
    ['x 078-05-1120', '', 'us-ssn: dashed likely, us-ssn +0 → dropped: listed under exclude'],
    [
      'a 666-12-3456',
      '',
      'us-ssn: dashed likely, us-ssn failed −2 → dropped: us-ssn failed and nothing names the value',
    ],
    ['tax no: 666-12-3456', '', 'us-ssn: dashed likely, us-ssn failed −2, named "tax_no" +4 → likely'],
    [
      '1.2.536-90-4399',
      '',
      'us-ssn: dashed likely, us-ssn +0 → dropped: a piece of a longer token, such as a UUID, a hash or a version',
    ],
  ])('of "%s"', async (text, hint, expected) => {
    const { explain } = await load()
    expect(explain(text, hint).map(describeExplanation)).toEqual([expected])
  })

  it('names as found exactly what detection finds, in the text as it was written', async () => {
    const { detect, explain } = await load()
    const text = 'e\u0301 ５３６-90-4399, id_536-90-4398 and tax no: 666-12-3456; 536904399'
    const found = explain(text, '').filter(({ outcome }) => outcome === 'found')
    const ranges = (list: readonly { start: number; end: number; score: number }[]) =>
      list.map(({ start, end, score }) => [start, end, score]).sort()
    expect(ranges(found)).toEqual(ranges(detect(text, '')))
    expect(found.length).toBeGreaterThan(1)
  })

  it('explains nothing where nothing looks like a value', async () => {
    expect((await load()).explain('hello there', '')).toEqual([])
  })
})
