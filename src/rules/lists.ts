import { didYouMean } from '../config/suggest.js'
import { createTermDetect, isUnspaced, type Phrase, type TermList, termWords } from '../detect/terms.js'
import type { Detect } from '../types.js'
import type { Complaints, Path, ReadRuleFile } from './read.js'
import { LIKELIHOODS, type RuleSource } from './schema.js'
import type { ListSource } from './sections.js'

/** What may stand between two words, by the name of the join. */
const GAPS = { space: /^\s{1,3}$/, hyphen: /^ ?[-\u2010-\u2014] ?$/, underscore: /^_$/ } as const

/** Keys that shape a pattern's finding; the terms of a list are found as they are. */
const ONLY_FOR_PATTERNS = ['normalize', 'validate', 'keywords', 'exclude'] as const

/** The lists that rules use, ready to be found. A rule has patterns or a list; a list that no rule uses finds nothing. */
export const compileLists = (
  files: readonly ReadRuleFile[],
  { complain, missing }: Complaints,
): readonly TermList[] => {
  const lists = new Map(files.flatMap(({ data }) => data.lists.map((list) => [list.id, list] as const)))
  const used = new Set<string>()
  const compiled = files.flatMap((file) =>
    file.data.rules.flatMap((rule, index) => {
      const report = (path: Path, message: string) => complain(file, ['rules', index, ...path], message)
      if (rule.list === undefined) {
        if (rule.patterns.length === 0)
          report(['patterns'], 'needs at least one pattern: write patterns, or name a list')
        if (rule.likelihood !== undefined)
          report(['likelihood'], 'is only for a rule with a list: write it in each pattern')
        return []
      }
      if (rule.patterns.length > 0) report(['list'], 'stands beside patterns: write two rules, one with each')
      for (const key of ONLY_FOR_PATTERNS)
        if (rule[key].length > 0)
          report([key], 'is only for patterns: a list finds its terms as they are, so remove it')
      used.add(rule.list)
      const list = lists.get(rule.list)
      if (list !== undefined) return [compileTerms(rule, list)]
      const advice = didYouMean(rule.list, lists.keys()) || '; write the list under lists'
      missing(file, ['rules', index, 'list'], `there is no such list${advice}`)
      return []
    }),
  )
  for (const file of files)
    for (const [index, { id, terms, hashed }] of file.data.lists.entries()) {
      if (!used.has(id)) missing(file, ['lists', index, 'id'], `no rule uses the list: write a rule with "list: ${id}"`)
      if (terms.length === 0 && hashed === undefined)
        complain(file, ['lists', index, 'terms'], 'the list is empty: write terms, or hashed ones')
    }
  return compiled
}

/** Detection with the terms of lists besides; `detect` itself where there are none. */
export const withTerms = (detect: Detect, lists: readonly TermList[], minLikelihood: number): Detect => {
  const likely = lists.filter(({ score }) => score >= minLikelihood)
  if (likely.length === 0) return detect
  const detectTerms = createTermDetect(likely)
  return (text, hint) => {
    const terms = detectTerms(text, hint)
    const found = detect(text, hint)
    return terms.length === 0 ? found : [...found, ...terms]
  }
}

/** The terms of a rule's list, ready to be found. Score: the rule's `likelihood`, or the highest there is. */
const compileTerms = (rule: RuleSource, list: ListSource): TermList => {
  const phrases = new Map<string, Phrase[]>()
  const pieces = new Map<string, string[]>()
  for (const term of list.terms) {
    if (isUnspaced(term)) pieces.set(term[0]!, [...(pieces.get(term[0]!) ?? []), term])
    else
      for (const { first, phrase } of phrasesOf(term, list.join))
        phrases.set(first, [...(phrases.get(first) ?? []), phrase])
  }
  const { hashed } = list
  return {
    rule: rule.id,
    entity: rule.entity,
    score: LIKELIHOODS.indexOf(rule.likelihood ?? 'very_likely'),
    phrases,
    pieces,
    hashed: hashed === undefined ? null : { ...hashed, values: new Set(hashed.values) },
  }
}

const phrasesOf = (term: string, join: ListSource['join']): { first: string; phrase: Phrase }[] => {
  const words = termWords(term)
  const [first, ...rest] = words.map(({ folded }) => folded)
  if (first === undefined) return []
  const own = words.slice(1).map(({ start }, index) => term.slice(words[index]!.end, start))
  const patterns = join.flatMap((name) => (name === 'none' ? [] : [GAPS[name]]))
  const before = term.slice(0, words[0]!.start)
  const after = term.slice(words.at(-1)!.end)
  const isGap = (gap: string, at: number) =>
    gap === own[at] || patterns.some((pattern) => pattern.test(gap)) || isWide(gap, own[at])
  const all = [{ first, phrase: { rest, isGap, before, after } }]
  if (rest.length === 0 || !join.includes('none')) return all
  const joined: Phrase = { rest: [], isGap, before, after }
  return [...all, { first: words.map(({ folded }) => folded).join(''), phrase: joined }]
}

/** One space of a term also stands for a line break or two spaces. */
const isWide = (gap: string, own: string | undefined): boolean => own === ' ' && GAPS.space.test(gap)
