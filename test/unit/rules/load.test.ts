import { describe, expect, it } from 'vitest'
import { loadRules } from '../../../src/rules/load.js'
import { loadText, ruleText } from '../../support/rules.js'

const issuesOf = async (files: Readonly<Record<string, string>>) => {
  const result = await loadText(files)
  return 'issues' in result ? result.issues : []
}

const messages = async (parts: Readonly<Record<string, string>>) =>
  (await issuesOf({ 'a.yaml': ruleText(parts) })).map(({ path, message }) => `${path}: ${message}`).join('\n')

describe('loadRules', () => {
  it('loads a directory in name order and leaves out the schema folder', async () => {
    const result = await loadText({
      'b/two.yaml': ruleText({ id: 'two', entity: 'TWO' }),
      'a.yaml': ruleText({ id: 'one', max_length: '40' }),
      'schema/rules.yaml': 'not: a rule file',
    })
    if ('issues' in result) throw new Error(JSON.stringify(result.issues))
    expect(result.ruleSet.rules.map(({ id, maxLength }) => [id, maxLength])).toEqual([
      ['one', 40],
      ['two', 11],
    ])
    expect(result.ruleSet.groups.get('TWO')).toBe('SSN')
    expect(result.ruleSet.digest).toMatch(/^sha256:[0-9a-f]{64}$/)
    expect(result.ruleSet.identify('US_SSN', '536-90-4399')).toBe('536904399')
  })

  it('keeps the words of each rule its own where a draft before it does not run', async () => {
    const gated = {
      patterns: `[{ regex: '\\b\\d{3}-\\d{2}-\\d{4}\\b', likelihood: likely, requires_context: true }]`,
      context: `{ boost: { en: [badge] } }`,
      tests: `{ match: ['badge [[536-90-4399]]'], no_match: ['order 536-90-4399'] }`,
    }
    const result = await loadText({
      'a.yaml': ruleText({ id: 'a-draft', entity: 'ONE', status: 'draft' }),
      'b.yaml': ruleText({ id: 'b-rule', entity: 'TWO', ...gated }),
    })
    if ('issues' in result) throw new Error(JSON.stringify(result.issues))
    const found = (text: string) => result.ruleSet.detect(text, '').map(({ rule }) => rule)
    expect(found('badge 536-90-4399')).toEqual(['b-rule'])
    expect(found('order 536-90-4399')).toEqual([])
  })

  it('gives another digest to another content or another name', async () => {
    const digest = async (files: Readonly<Record<string, string>>) => {
      const result = await loadText(files)
      return 'ruleSet' in result ? result.ruleSet.digest : ''
    }
    const text = ruleText()
    expect(await digest({ 'a.yaml': text })).toBe(await digest({ 'a.yaml': text }))
    expect(await digest({ 'a.yaml': text })).not.toBe(await digest({ 'b.yaml': text }))
    expect(await digest({ 'a.yaml': text })).not.toBe(await digest({ 'a.yaml': `${text}# more\n` }))
  })

  it.each([
    [
      'an unknown key, with the nearest name',
      { severty: 'low' },
      'rules.0.severty: unknown key; did you mean "severity"?',
    ],
    [
      'an unknown key inside',
      { context: '{ boots: { en: [x] } }' },
      'rules.0.context.boots: unknown key; did you mean "boost"?',
    ],
    [
      'an unknown key of an example',
      { tests: `{ match: [{ text: x, hnt: y }], no_match: ['z'] }` },
      'rules.0.tests.match.0.hnt: unknown key',
    ],
    [
      'a wrong likelihood',
      { patterns: '[{ regex: x1, likelihood: sure }]' },
      'rules.0.patterns.0.likelihood: must be one of very_unlikely',
    ],
    ['a wrong id', { id: 'US_SSN' }, 'rules.0.id: must be small letters, digits and hyphens'],
    ['an unknown group', { group: 'NUMBERS' }, 'rules.0.group: must be one of'],
    [
      'an unknown check, with the nearest name',
      { validate: '[us-snn]' },
      'rules.0.validate.0: unknown check; did you mean "us-ssn"?',
    ],
    [
      'a weighted check without weights',
      { validate: '[{ weighted: { mod: 11 } }]' },
      'rules.0.validate.0.weighted.weights: is required',
    ],
    [
      'a modulus that one digit cannot hold',
      { validate: '[{ weighted: { weights: [1, 2], mod: 97 } }]' },
      'rules.0.validate.0.weighted.mod: above 11 does not fit one check digit: write "check: last-two"',
    ],
    [
      'a name for ten that nothing needs',
      { validate: '[{ weighted: { weights: [1, 2], mod: 10, ten_as: X } }]' },
      'rules.0.validate.0.weighted.ten_as: means something with "mod: 11" only',
    ],
    [
      'a check digit that is nowhere',
      { validate: '[{ weighted: { weights: [1, 2], mod: 11, check: 7 } }]' },
      'rules.0.validate.0.weighted.check: is behind the last digit',
    ],
    [
      'an unknown key of a weighted check',
      { validate: '[{ weighted: { weights: [1, 2], modulus: 11 } }]' },
      'rules.0.validate.0.weighted.modulus: unknown key',
    ],
    [
      'two checks in one entry',
      { validate: '[{ length: [9], weighted: { weights: [1, 2], mod: 11 } }]' },
      'rules.0.validate.0: must be one check',
    ],
    [
      'a missing example',
      { tests: `{ match: ['[[536-90-4399]]'], no_match: [] }` },
      'rules.0.tests.no_match: needs at least one example',
    ],
    ['missing tests', { tests: '{}' }, 'rules.0.tests.match: is required'],
    [
      'look-around',
      { patterns: `[{ regex: '(?<=a)1', likelihood: likely }]` },
      'rules.0.patterns.0.regex: look-around is not part of RE2',
    ],
    [
      'a back-reference',
      { patterns: `[{ regex: '(1)\\1', likelihood: likely }]` },
      'rules.0.patterns.0.regex: back-references are not',
    ],
    [
      'an expression that does not compile',
      { patterns: `[{ regex: '1(', likelihood: likely }]` },
      'rules.0.patterns.0.regex: is not a valid regular expression',
    ],
    [
      'a pattern of empty text',
      { patterns: `[{ regex: '1?', likelihood: likely }]` },
      'rules.0.patterns.0.regex: matches empty text',
    ],
    [
      'an unbounded quantifier',
      { patterns: `[{ regex: '1+', likelihood: likely }]` },
      'rules.0.patterns.0.regex: has an unbounded',
    ],
    [
      'a missing group',
      { patterns: `[{ regex: '1', likelihood: likely, capture: num }]` },
      'rules.0.patterns.0.capture: names no group',
    ],
  ])('refuses %s', async (_, parts, expected) => {
    expect(await messages(parts as Readonly<Record<string, string>>)).toContain(expected)
  })

  it.each([
    [
      'finds nothing',
      `{ match: ['a [[536-90-43]]'], no_match: [x] }`,
      'rules.0.tests.match.0: rule us-ssn finds nothing',
    ],
    ['finds another span', `{ match: ['[[a 536-90-4399]]'], no_match: [x] }`, 'does not find exactly the marked span'],
    ['finds more', `{ match: ['[[536-90-4399]], 536-90-4398'], no_match: [x] }`, 'finds more than the marked spans'],
    [
      'finds what it must not',
      `{ match: ['[[536-90-4399]]'], no_match: [x, '536-90-4399'] }`,
      'rules.0.tests.no_match.1: rule us-ssn finds something',
    ],
    [
      'has another likelihood',
      `{ match: [{ text: '[[536-90-4399]]', likelihood: very_likely }], no_match: [x] }`,
      'is likely, the example says very_likely',
    ],
  ])('refuses a rule whose example %s', async (_, tests, expected) => {
    expect(await messages({ tests })).toContain(expected)
  })

  it('refuses the same id twice and two groups for one entity', async () => {
    const issues = await issuesOf({ 'a.yaml': ruleText(), 'b.yaml': ruleText({ group: 'TAX_ID' }) })
    expect(issues.map(({ path }) => path)).toEqual(['rules.0.id', 'rules.0.group'])
    expect(issues.every(({ file }) => file.endsWith('b.yaml'))).toBe(true)
  })

  it('refuses what is not YAML and what has a key twice', async () => {
    expect((await issuesOf({ 'a.yaml': 'schema: [1' })).length).toBeGreaterThan(0)
    expect((await issuesOf({ 'a.yaml': 'schema: 1\nschema: 1\n' }))[0]?.line).toBe(2)
  })

  it('lists the problems of all files at once, at their lines, and never shows a value', async () => {
    const issues = await issuesOf({
      'a.yaml': ruleText({ severity: 'canary-value', validate: '[1]' }),
      'b.yaml': ruleText({ id: 'b', validate: '[canary-check]', exclude: '[{ values: [canary], reason: x, y: z }]' }),
      'c.yaml': ruleText({ id: 'c', tests: `{ match: ['canary'], no_match: ['536-90-4399'] }` }),
      'd.yaml': ruleText({ id: 'd', patterns: `[{ regex: 'canary(', likelihood: likely }]` }),
    })
    const files = new Set(issues.map(({ file }) => file.slice(-6)))
    expect(files).toEqual(new Set(['a.yaml', 'b.yaml', 'd.yaml']))
    expect(issues.find(({ path }) => path === 'rules.0.severity')?.line).toBe(7)
    expect(JSON.stringify(issues.map(({ path, message }) => ({ path, message })))).not.toContain('canary')
  })

  it('says that a directory is missing or empty', async () => {
    const options = { engine: 're2js', defaultRegion: 'US', minLikelihood: 'likely' } as const
    expect(await loadRules({ dir: '/nowhere/at/all', ...options })).toMatchObject({
      issues: [{ message: expect.stringContaining('there is no such folder: write') }],
    })
    expect(await loadRules({ dir: import.meta.filename, ...options })).toMatchObject({
      issues: [{ message: expect.stringContaining('is a file: write the name of the folder') }],
    })
    expect(await issuesOf({ 'schema/a.yaml': ruleText() })).toMatchObject([
      { message: expect.stringContaining('holds no rule file: write one') },
    ])
  })

  it('runs the examples at the defaults whatever the installation sets', async () => {
    const result = await loadText({ 'a.yaml': ruleText() }, { minLikelihood: 'very_likely' })
    if ('issues' in result) throw new Error('must load')
    expect(result.ruleSet.detect('536-90-4399', '')).toEqual([])
  })
})
