import type { Explain } from '../detect/detect.js'
import { describeExplanation } from '../detect/explain.js'
import type { Detect, Finding, Issue } from '../types.js'
import type { Path, ReadRuleFile } from './read.js'
import { LIKELIHOODS, type RuleExample, type RuleSource } from './schema.js'
import { hasAnchor } from './warnings.js'

type Range = { readonly start: number; readonly end: number }
type Example = {
  readonly text: string
  readonly hint: string
  readonly marks: readonly Range[]
  readonly likelihood: number
}

/** Beside a bracket of the text itself the inner pair is the mark. */
const MARK = /\[\[(?!\[)|\]\]/g

/** Example text without its marks, and the ranges that they mark. */
export const readExample = (example: RuleExample): Example => {
  const { text: marked, hint = '', likelihood } = typeof example === 'string' ? { text: example } : example
  const marks: Range[] = []
  let text = ''
  let copied = 0
  let start = 0
  for (const found of marked.matchAll(MARK)) {
    text += marked.slice(copied, found.index)
    copied = found.index + 2
    if (found[0] === '[[') start = text.length
    else marks.push({ start, end: text.length })
  }
  text += marked.slice(copied)
  return { text, hint, marks, likelihood: likelihood === undefined ? -1 : LIKELIHOODS.indexOf(likelihood) }
}

/** What is wrong with the marks of an example, with what to write; null where they are right. */
const markProblem = (kind: 'match' | 'no_match', example: RuleExample): string | null => {
  const signs = [...(typeof example === 'string' ? example : example.text).matchAll(MARK)].map(([sign]) => sign)
  if (kind === 'no_match')
    return signs.length === 0 ? null : 'marks a value where nothing may be found: remove [[ and ]]'
  if (signs.length === 0) return 'marks nothing: write [[ and ]] around what the rule must find'
  const areParted = signs.length % 2 === 0 && signs.every((sign, at) => sign === (at % 2 === 0 ? '[[' : ']]'))
  return areParted ? null : 'has a [[ without its ]], or a ]] without its [[: write both around each value'
}

const isWithin = (inner: Range, outer: Range): boolean => inner.start >= outer.start && inner.end <= outer.end

/** Findings that no other one of the same rule holds: two patterns of a rule may see parts of one value. */
const outermost = (findings: readonly Finding[]): Finding[] =>
  findings.filter(
    (inner, index) =>
      !findings.some(
        (outer, other) =>
          other !== index &&
          isWithin(inner, outer) &&
          (!isWithin(outer, inner) || outer.score > inner.score || (outer.score === inner.score && other < index)),
      ),
  )

const matchFailure = ({ marks, likelihood }: Example, findings: readonly Finding[]): string | null => {
  if (findings.length === 0) return 'finds nothing in this example'
  const isFound = (mark: Range) => findings.some(({ start, end }) => start === mark.start && end === mark.end)
  if (marks.length > 0 && !marks.every(isFound)) return 'does not find exactly the marked span'
  if (marks.length > 0 && findings.length > marks.length) return 'finds more than the marked spans'
  const other = findings.find(({ score }) => likelihood >= 0 && score !== likelihood)
  return other === undefined ? null : `is ${LIKELIHOODS[other.score]}, the example says ${LIKELIHOODS[likelihood]}`
}

const noMatchFailure = (findings: readonly Finding[]): string | null =>
  findings.length === 0 ? null : 'finds something in this example'

type Tools = { readonly detect: Detect; readonly explain: Explain }

/** What the rule makes of an example, without its text: ` (us-ssn: dashed likely, "order" −2 → possible, too little)`. */
const whyOf = ({ id }: RuleSource, { text, hint }: Example, explain: Explain): string => {
  const lines = explain(text, hint).filter(({ rule }) => rule === id)
  return lines.length === 0 ? '' : ` (${lines.map(describeExplanation).join('; ')})`
}

/** What to do about a failure, by its first words. */
const ADVICE: readonly (readonly [string, string])[] = [
  ['finds nothing', 'write a wider pattern, a context word, or a higher likelihood'],
  ['does not find exactly', 'write [[ ]] around exactly what the pattern takes, or change the pattern'],
  ['finds more', 'write [[ ]] around each value'],
  ['finds something', 'write a narrower pattern, a check, or a word under suppress'],
  ['is ', 'write the likelihood that comes out, or change the steps'],
]

const adviceFor = (failure: string, { patterns }: RuleSource): string =>
  failure.startsWith('finds nothing') && patterns.some(({ regex }) => hasAnchor(regex))
    ? 'remove ^ and $ from the pattern, which tie it to the start and the end of the whole message'
    : (ADVICE.find(([start]) => failure.startsWith(start))?.[1] ?? '')

const checkRule = (
  rule: RuleSource,
  { detect, explain }: Tools,
  report: (path: Path, message: string) => void,
): void => {
  for (const kind of ['match', 'no_match'] as const) {
    for (const [index, source] of rule.tests[kind].entries()) {
      const problem = markProblem(kind, source)
      if (problem !== null) {
        report(['tests', kind, index], problem)
        continue
      }
      const example = readExample(source)
      const own = detect(example.text, example.hint).filter((finding) => finding.rule === rule.id)
      const failure = kind === 'match' ? matchFailure(example, outermost(own)) : noMatchFailure(own)
      if (failure !== null)
        report(
          ['tests', kind, index],
          `rule ${rule.id} ${failure}${whyOf(rule, example, explain)}; ${adviceFor(failure, rule)}`,
        )
    }
  }
}

/** Runs every rule's own examples through `detect`; one issue for each that fails, at its line. */
export const checkRules = (files: readonly ReadRuleFile[], detect: Detect, explain: Explain): Issue[] => {
  const issues: Issue[] = []
  for (const { data, issueAt } of files)
    for (const [index, rule] of data.rules.entries())
      checkRule(rule, { detect, explain }, (path, message) => issues.push(issueAt(['rules', index, ...path], message)))
  return issues
}
