import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Prefilter } from '../../../src/detect/rule.js'
import { required } from '../../../src/regex/required.js'
import { parse } from '../../../src/regex/syntax.js'
import { readExample } from '../../../src/rules/check.js'
import { compileRules } from '../../../src/rules/compile.js'
import { readPattern } from '../../../src/rules/pattern.js'
import { createPrefilter, type PrefilterEntry } from '../../../src/rules/prefilter.js'
import { type ReadRuleFile, readRuleFile } from '../../../src/rules/read.js'
import { availableEngines } from '../../support/rules.js'

const entry = (regex: string, keywords: readonly string[] = []): PrefilterEntry => {
  const root = parse(regex, false)
  const { max, minRun } = readPattern(regex)
  return { root, maxLength: max, required: root === null ? null : required(root), minRun, keywords }
}

const entriesOf = (prefilter: Prefilter, text: string): number[] => {
  const { entries, count } = prefilter.read(text)
  return [...entries.subarray(0, count)].sort((a, b) => a - b)
}

describe('createPrefilter', () => {
  it('names the entries whose literals, shapes or runs occur, and where their matches begin', () => {
    const prefilter = createPrefilter([
      entry(String.raw`\bdear [A-Z][a-z]{1,20}`),
      entry(String.raw`\b\d{3}-\d{2}-\d{4}\b`),
      entry('[a-zA-Z0-9]{20}'),
      entry('.{0,3}zebra'),
      entry('^[A-Z]+'),
    ])
    expect(entriesOf(prefilter, 'nothing of them')).toEqual([4])
    expect(entriesOf(prefilter, 'Oh dear Zoë, abcdefghijklmnopqrst')).toEqual([0, 2, 4])
    const text = 'a 536-90-4399 zebra'
    expect(entriesOf(prefilter, text)).toEqual([1, 3, 4])
    const hits = prefilter.read(text)
    expect(hits.startsOf(1)).toEqual([2, 3])
    // Three characters may be six code units.
    expect(hits.startsOf(3)).toEqual([8, 15])
    expect(hits.startsOf(4)).toEqual([0, 1])
    expect(hits.isAscii && !hits.has(0)).toBe(true)
  })

  it('takes a letter that differs from an ASCII one by case alone for that one', () => {
    const prefilter = createPrefilter([
      entry('kiosk'),
      entry(String.raw`[\x{100}-\x{17f}]a7`),
      entry('[\u017f]b7'),
      entry('[a-z]+ [a-z]+', ['ki\u017f']),
    ])
    expect(entriesOf(prefilter, 'a kios')).toEqual([])
    expect(entriesOf(prefilter, 'a \u212aios\u212a')).toEqual([0])
    expect(prefilter.read('a \u212aio\u017f\u212a').startsOf(0)).toEqual([2, 3])
    // A set beyond ASCII that holds such a letter is not passed over for it, and still holds the others.
    for (const letter of '\u0130\u017f\u0101') expect(entriesOf(prefilter, `${letter}a7`)).toEqual([1])
    expect(entriesOf(prefilter, '\u017fb7')).toEqual([2])
    expect(entriesOf(prefilter, '\u212aI\u017f')).toEqual([3])
  })

  it('passes over what lacks a keyword, where it knows nothing else', () => {
    const prefilter = createPrefilter([entry('[a-z]+ [a-z]+', ['seed', 'prüf'])])
    expect(entriesOf(prefilter, 'two words')).toEqual([])
    expect(entriesOf(prefilter, 'a Seed')).toEqual([0])
    expect(entriesOf(prefilter, 'PRÜFUNG')).toEqual([0])
  })
})

describe('what a match must hold', () => {
  it('takes a sign between characters of a word for no end of a sentence', () => {
    const prefilter = createPrefilter([
      entry(String.raw`[0-9a-f]{4}\.[0-9a-f]{4}\.[0-9a-f]{4}`),
      entry('[a-z]+[.] ?[a-z]+'),
    ])
    expect(entriesOf(prefilter, 'It is. And so on.')).toEqual([1])
    expect(entriesOf(prefilter, 'it is 0a1b.2c3d.4e5f')).toEqual([0, 1])
  })

  it('is found in every text that a pattern matches', () => {
    const parts = [
      '[a-f0-9]{2}',
      '[A-Z]',
      String.raw`\.`,
      '@',
      ' ',
      String.raw`\b`,
      '(?:ab|cd)',
      'x?',
      '[a-z ]',
      '-',
      String.raw`\d{3}`,
      'é',
    ]
    const pieces = ['a', 'b', 'cd', 'f0', 'A', '.', '@', ' ', 'x', '-', '123', 'é', '\n', 'zz']
    const pattern = fc.array(fc.constantFrom(...parts), { minLength: 1, maxLength: 7 }).map((each) => each.join(''))
    const texts = fc.array(fc.array(fc.constantFrom(...pieces), { maxLength: 14 }), { minLength: 8, maxLength: 8 })
    fc.assert(
      fc.property(pattern, texts, (regex, each) => {
        const prefilter = createPrefilter([entry(regex)])
        const search = new RegExp(regex)
        for (const text of each.map((units) => units.join(''))) {
          const found = search.exec(text)
          if (found === null) continue
          const hits = prefilter.read(text)
          const starts = hits.has(0) ? (hits.startsOf(0) ?? [0, text.length + 1]) : []
          expect(
            starts.some((start, at) => (at & 1) === 0 && start <= found.index && found.index < starts[at + 1]!),
          ).toBe(true)
        }
      }),
      { numRuns: 1500 },
    )
  })
})

describe('the prefilter of the shipped rules', async () => {
  const dir = fileURLToPath(new URL('../../../rules', import.meta.url))
  const files = readdirSync(dir, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.yaml') && !name.startsWith('schema'))
    .map((name) => readRuleFile(name, readFileSync(join(dir, name), 'utf8')))
    .filter((file): file is ReadRuleFile => 'data' in file)
  const [engine] = await availableEngines()
  const result = compileRules(files, engine!)
  if (!('compiled' in result)) throw new Error('the rules do not compile')
  const { rules, prefilter } = result.compiled

  it('names every pattern that matches in any example, and the place', () => {
    const missed: string[] = []
    for (const { data } of files)
      for (const source of data.rules)
        for (const example of [...source.tests.match, ...source.tests.no_match]) {
          const { text } = readExample(example)
          const hits = prefilter.read(text)
          const lower = text.toLowerCase()
          for (const rule of rules.filter(
            ({ keywords: words }) => words.length === 0 || words.some((word) => lower.includes(word)),
          ))
            for (const { entry: number, id, matcher } of rule.patterns) {
              const hit = matcher.exec({ text, units: hits.units }, 0, text.length, text.length)
              if (hit === null || hit.from >= text.length) continue
              const starts = hits.has(number) ? (hits.startsOf(number) ?? [0, text.length]) : []
              const isSeen = starts.some(
                (start, at) => (at & 1) === 0 && start <= hit.from && hit.from < starts[at + 1]!,
              )
              if (!isSeen) missed.push(`${rule.id} ${id} in an example of ${source.id}`)
            }
        }
    expect(missed).toEqual([])
  })
})
