import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { CHECKS } from '../../src/detect/checks/index.js'
import { LIKELIHOODS, type RuleSource } from '../../src/rules/schema.js'
import { CASES } from './europe/cases.js'
import otherOracles from './europe/other-oracles.json' with { type: 'json' }
import pythonStdnum from './europe/python-stdnum.json' with { type: 'json' }
import globalFixtures from './global/fixtures.json' with { type: 'json' }
import { loadShipped } from './global/load.js'
import recordings from './recorded.json' with { type: 'json' }
import worldFixtures from './world/fixtures.json' with { type: 'json' }

/**
 * Which recogniser is proved how, one a line of breadth.tsv:
 * - `oracle`: an independent implementation made or judged its positive cases, by a check's name or as `recorded`;
 * - `authority`: the authority, or an encyclopaedia that shows its specimen, publishes the example; the rule refers to it;
 * - `context`: nothing can prove it, so nothing of it is reported without its name beside it;
 * - `open`: the rule works and its own examples hold, but nobody else's do, and the evidence says why. It does not count.
 */
type Recogniser = {
  readonly recogniser: string
  readonly rules: readonly string[]
  readonly proof: string
  readonly evidence: string
  readonly source: string
}
type Recorded = {
  readonly oracle: string
  readonly found: readonly { readonly text: string; readonly value: string }[]
}

const AT_LEAST = 345
const REPORTED = LIKELIHOODS.indexOf('likely')

const RECOGNISERS: readonly Recogniser[] = readFileSync(new URL('./breadth.tsv', import.meta.url), 'utf8')
  .trimEnd()
  .split('\n')
  .slice(1)
  .map((line) => {
    const [recogniser = '', rules = '', proof = '', evidence = '', source = ''] = line.split('\t')
    return { recogniser, rules: rules.split(' '), proof, evidence: evidence.replaceAll('\\n', '\n'), source }
  })
const provedBy = (proof: string): readonly Recogniser[] => RECOGNISERS.filter((one) => one.proof === proof)

const RECORDED: Readonly<Record<string, Recorded>> = recordings
/** Checks whose numbers an independent implementation judged; the tests beside this one compare the verdicts. */
const JUDGED: ReadonlySet<string> = new Set([
  ...Object.keys({ ...globalFixtures, ...worldFixtures, ...pythonStdnum, ...otherOracles }),
  ...CASES.map(({ check }) => check),
])

const { rules, sources, detect } = await loadShipped()
const statusOf = new Map(rules.map(({ id, status }) => [id, status]))
const sourceOf = (id: string): RuleSource => {
  const source = sources.get(id)
  if (source === undefined) throw new Error(`no rule ${id}`)
  return source
}
/** True when one of the rules finds the whole value. */
const isFound = (text: string, value: string, { ids, hint }: { ids: readonly string[]; hint: string }): boolean => {
  const at = text.indexOf(value)
  return detect(text, hint).some(
    ({ rule, start, end }) => ids.includes(rule) && start <= at && end >= at + value.length,
  )
}

describe('breadth', () => {
  it('counts each recogniser once, with active rules', () => {
    const names = RECOGNISERS.map(({ recogniser }) => recogniser)
    expect(new Set(names).size).toBe(names.length)
    const ids = RECOGNISERS.flatMap((one) => one.rules)
    expect(ids.filter((id) => statusOf.get(id) !== 'active')).toEqual([])
  })

  it(`has at least ${AT_LEAST} recognisers that are proved`, () => {
    const proved = [...provedBy('oracle'), ...provedBy('authority'), ...provedBy('context')]
    expect(proved.length).toBeGreaterThanOrEqual(AT_LEAST)
    expect(proved.length + provedBy('open').length).toBe(RECOGNISERS.length)
  })

  it('says of each that is not proved why', () => {
    expect(provedBy('open').filter(({ evidence }) => !/^[A-Za-z ,/0-9_-]{30,}/.test(evidence))).toEqual([])
  })

  const recorded = provedBy('oracle').filter(({ evidence }) => evidence === 'recorded')
  const validated = provedBy('oracle').filter(({ evidence }) => evidence !== 'recorded')

  it.each(validated)('$recogniser is validated by $evidence, which an oracle judged', ({ rules: ids, evidence }) => {
    expect(CHECKS.has(evidence)).toBe(true)
    expect(JUDGED.has(evidence)).toBe(true)
    expect(ids.filter((id) => sourceOf(id).validate.includes(evidence))).not.toEqual([])
  })

  it.each(recorded)('$recogniser is found wherever the oracle found it', ({ recogniser, rules: ids }) => {
    const { found } = RECORDED[recogniser]!
    expect(found.length).toBeGreaterThanOrEqual(3)
    expect(found.filter(({ text, value }) => !isFound(text, value, { ids, hint: '' }))).toEqual([])
  })

  it.each(provedBy('authority'))('$recogniser: the example of $source', ({ rules: ids, evidence, source }) => {
    expect(ids.filter((id) => sourceOf(id).references.includes(source))).not.toEqual([])
    const isValue = !evidence.includes(' ')
    const hint = sourceOf(ids[0]!).context.json_keys[0] ?? ''
    const hits = detect(evidence, hint).filter(({ rule }) => ids.includes(rule))
    expect(hits).not.toEqual([])
    if (isValue) expect(hits.map(({ end, start }) => end - start)).toContain(evidence.length)
  })

  it.each(provedBy('context'))('$recogniser is nothing without its name beside it', ({ rules: ids }) => {
    for (const { id, patterns, validate, valid_steps, tests } of ids.map(sourceOf)) {
      const proof = validate.length > 0 ? valid_steps : 0
      const isReportedAlone = ({ requires_context, capture, likelihood }: RuleSource['patterns'][number]): boolean =>
        !requires_context && capture === undefined && LIKELIHOODS.indexOf(likelihood) + proof >= REPORTED
      expect(patterns.filter(isReportedAlone)).toEqual([])
      const examples = tests.match.map((example) => (typeof example === 'string' ? example : example.text))
      const values = examples.flatMap((text) => [...text.matchAll(/\[\[([\s\S]*?)\]\]/g)].map(([, value]) => value!))
      expect(values).not.toEqual([])
      expect(values.filter((value) => detect(value, '').some(({ rule }) => rule === id))).toEqual([])
    }
  })
})
