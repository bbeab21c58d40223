import { isUnspaced } from '../detect/terms.js'
import { wordsOf } from '../detect/words.js'
import type { Issue } from '../types.js'
import type { ReadRuleFile } from './read.js'

const DAY_MS = 86_400_000
const SOON_DAYS = 30

/** Escapes and character classes, in which `^` and `$` are no anchors. Who writes `\A` or `\z` means it. */
const NO_ANCHORS = /\\[\s\S]|\[\^?\]?(?:\\[\s\S]|[^\]\\])*\]/g
/** `(?:^|[ ,])` stands beside a sign or at the start, and with `(?m)` an anchor is an edge of a line: both are meant. */
const EDGE_OR_SIGN = /[\^$](?=\|)|(?<=\|)[\^$](?=\))/g
const BY_LINE = /\(\?[a-z]*m[a-z]*[:)]/

/** True for a pattern that `^` or `$` ties to the start or the end of a whole text. */
export const hasAnchor = (regex: string): boolean => {
  const bare = regex.replace(NO_ANCHORS, '').replace(EDGE_OR_SIGN, '')
  return /[\^$]/.test(bare) && !BY_LINE.test(regex)
}

const ANCHORED =
  'is tied to the start or the end of the whole message by ^ or $: remove it, because a value counts only where it stands alone anyway; or write \\A and \\z where the whole message is meant'

const JOINTS = /(?<=[\p{L}\p{N}\p{M}])[-'’_./\s]+(?=[\p{L}\p{N}])/gu
const SIGN = /[^\p{L}\p{N}\p{M}]/u

/** The words that a term is compared by where signs of it are lost, as `c` for `C++`; null where the term says what is meant. */
export const comparedWith = (term: string): string | null => {
  const words = wordsOf(term)
  const isPiece = words.length === 0 || isUnspaced(term)
  return !isPiece && SIGN.test(term.trim().replace(JOINTS, '')) ? words.join(' ') : null
}

/** Words with a comma or a semicolon between them. */
const SEVERAL = /[\p{L}\p{N}] ?[,;|] ?[\p{L}\p{N}]/u
const ONE_BY_ONE =
  'counts only where all its words stand in this order: write [one, two] with a comma between the words'

const lossy = (compared: string): string =>
  `words are compared without signs, so that this one stands for every "${compared}": write more words, or write the sign into the pattern or under exclude`

/** What loads and holds, and is worth a second look. `nowMs` is Unix time. */
export const warningsOf = (files: readonly ReadRuleFile[], nowMs: number): Issue[] =>
  files.flatMap(({ data, issueAt }) => {
    const found: Issue[] = []
    for (const [at, rule] of data.rules.entries()) {
      for (const [index, { regex }] of rule.patterns.entries())
        if (hasAnchor(regex)) found.push(issueAt(['rules', at, 'patterns', index, 'regex'], ANCHORED))
      for (const [language, terms] of Object.entries(rule.context.boost))
        for (const [index, term] of terms.entries())
          if (SEVERAL.test(term)) found.push(issueAt(['rules', at, 'context', 'boost', language, index], ONE_BY_ONE))
      for (const [language, terms] of Object.entries(rule.context.suppress))
        for (const [index, term] of terms.entries()) {
          const compared = comparedWith(term)
          if (compared !== null)
            found.push(issueAt(['rules', at, 'context', 'suppress', language, index], lossy(compared)))
        }
      if (rule.status === 'deprecated')
        found.push(issueAt(['rules', at, 'status'], `the rule ${rule.id} is deprecated: remove it in the next version`))
      if (rule.status === 'draft')
        found.push(
          issueAt(['rules', at, 'status'], `the rule ${rule.id} is a draft and finds nothing: write shadow or active`),
        )
    }
    for (const [at, { expires, id }] of data.allow.entries()) {
      const daysLeft = Math.floor((Date.parse(expires) + DAY_MS - nowMs) / DAY_MS)
      if (daysLeft < 0)
        found.push(
          issueAt(['allow', at, 'expires'], `the exception ${id} has expired: remove it, or write a later day`),
        )
      else if (daysLeft < SOON_DAYS)
        found.push(issueAt(['allow', at, 'expires'], `the exception ${id} expires in ${daysLeft} days`))
    }
    const { pack } = data
    const newest = pack?.changes[0]?.version
    if (pack !== undefined && newest !== undefined && newest !== pack.version)
      found.push(
        issueAt(
          ['pack', 'changes', 0, 'version'],
          `must be the version of the pack: write ${pack.version} here, or ${newest} there`,
        ),
      )
    return found
  })
