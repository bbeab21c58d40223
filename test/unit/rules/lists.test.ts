import { describe, expect, it } from 'vitest'
import { hashTerm } from '../../../src/detect/terms.js'
import { loadText } from '../../support/rules.js'

const file = (list: string, tests: string, rule = '') => `schema: 1
rules:
  - id: project
    entity: PROJECT
    group: OTHER_ID
    name: Project
    severity: high
    jurisdictions: [GLOBAL]
    list: names
    ${rule}
    tests: ${tests}
lists:
  - id: names
    ${list}
`

const detectIn = async (list: string, tests: string) => {
  const loaded = await loadText({ 'a.yaml': file(list, tests) })
  if ('issues' in loaded) throw new Error(JSON.stringify(loaded.issues))
  const { detect } = loaded.ruleSet
  return (text: string) => detect(text, '').map(({ start, end }) => text.slice(start, end))
}

const issuesOf = async (list: string, rule = '') => {
  const tests = `{ match: [x], no_match: [y] }`
  const loaded = await loadText({ 'a.yaml': file(list, tests, rule) })
  return 'issues' in loaded ? loaded.issues.map(({ path, message }) => `${path}: ${message}`) : []
}

describe('lists of terms', () => {
  it('are found whole, in any case, with or without accents, joined as the list says', async () => {
    const find = await detectIn(
      `join: [hyphen, none]
    terms: [Blue Heron, Projet Élan, Nightjar-7, C++]`,
      `{ match: ['Is [[Blue Heron]] on track?'], no_match: ['two blue herons flew by'] }`,
    )
    expect(find('BLUE HERON, blue-heron, BlueHeron and blue\nheron')).toEqual([
      'BLUE HERON',
      'blue-heron',
      'BlueHeron',
      'blue\nheron',
    ])
    expect(find('PROJET ELAN et nightjar-7')).toEqual(['PROJET ELAN', 'nightjar-7'])
    expect(find('blue_heron, blueheronry, blue. Heron')).toEqual([])
    expect(find('C++ but not C or C+')).toEqual(['C++'])
    expect(find('Ｂｌｕｅ He\u200bron')).toEqual(['Ｂｌｕｅ He\u200bron'])
  })

  it('are found anywhere in scripts without spaces', async () => {
    const find = await detectIn(`terms: [青鷺計画]`, `{ match: ['これは[[青鷺計画]]です'], no_match: ['青い'] }`)
    expect(find('次の青鷺計画は')).toEqual(['青鷺計画'])
  })

  it('may be hashed, so that the file does not say them', async () => {
    const salt = 'a salt of this test'
    const values = [hashTerm(salt, ['quiet', 'otter']), hashTerm(salt, ['example', 'term'])]
    const find = await detectIn(
      `hashed: { salt: ${salt}, words: 2, values: [${values.join(', ')}] }`,
      `{ match: ['an [[example term]] here'], no_match: ['an example'] }`,
    )
    expect(find('Where does Quiet  Otter sleep? A quiet, an otter.')).toEqual(['Quiet  Otter'])
  })

  it.each([
    ['terms: [a]', 'normalize: [upper]', 'rules.0.normalize: is only for patterns'],
    ['terms: [a]', `patterns: [{ regex: '1', likelihood: likely }]`, 'rules.0.list: stands beside patterns'],
    ['terms: []', '', 'lists.0.terms: the list is empty'],
  ])('refuse %s with %s', async (list, rule, expected) => {
    expect((await issuesOf(list, rule)).join('\n')).toContain(expected)
  })

  it('refuse a rule whose list does not exist, and a list that no rule uses', async () => {
    const text = file('terms: [a]', '{ match: [a], no_match: [b] }').replace('list: names', 'list: nams')
    const loaded = await loadText({ 'a.yaml': text })
    const messages = 'issues' in loaded ? loaded.issues.map(({ message }) => message).join('\n') : ''
    expect(messages).toContain('there is no such list; did you mean "names"?')
    expect(messages).toContain('no rule uses the list')
  })
})
