import { describeExplanation } from '../detect/explain.js'
import type { Finding } from '../types.js'
import type { RuleSet } from './rule-set.js'

/** Says in one line why a finding of one text is one. The line holds nothing of the text. */
export const createWhy = (
  { explain, sources }: RuleSet,
  text: string,
  hint: string,
): ((finding: Finding) => string) => {
  const explanations = explain(text, hint).filter(({ outcome }) => outcome === 'found')
  return ({ rule, start, end }) => {
    const own = explanations.find((one) => one.rule === rule && one.start < end && start < one.end)
    if (own !== undefined) return describeExplanation(own)
    const list = sources.get(rule)?.list
    return list === undefined ? `${rule}: joined from several findings` : `${rule}: a term of the list ${list}`
  }
}
