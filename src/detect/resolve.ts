import type { Finding, Operator, Span } from '../types.js'

/** Overlap order of contract section 7: block, then irreversible, then reversible. */
const RANK: Readonly<Record<Operator, number>> = {
  block: 3,
  redact: 2,
  mask: 2,
  hash: 2,
  pseudonymise: 1,
  surrogate: 1,
  allow: 0,
}

type Candidate = Finding & { readonly operator: Operator }

const beats = (a: Candidate, b: Candidate): boolean => {
  if (RANK[a.operator] !== RANK[b.operator]) return RANK[a.operator] > RANK[b.operator]
  if (a.score !== b.score) return a.score > b.score
  const longer = a.end - a.start - (b.end - b.start)
  if (longer !== 0) return longer > 0
  return a.start !== b.start ? a.start < b.start : a.rule < b.rule
}

/**
 * Accepted findings: sorted by start, pairwise disjoint, covering every character of every finding that is not allowed.
 * Findings that overlap, directly or through others, become one span over their union with the winner's entity, rule,
 * score and operator. Findings with the operator `allow` are left out. O(n log n).
 */
export const resolve = (findings: readonly Candidate[]): Span[] => {
  const sorted = findings
    .filter(({ operator }) => operator !== 'allow')
    .sort((a, b) => a.start - b.start || b.end - a.end)
  const spans: Span[] = []
  let winner: Candidate | undefined
  let start = 0
  let end = 0
  const close = () => {
    if (winner === undefined) return
    const { rule, entity, score, operator } = winner
    spans.push({ rule, entity, start, end, score, operator })
  }
  for (const finding of sorted) {
    if (winner !== undefined && finding.start < end) {
      if (beats(finding, winner)) winner = finding
      end = Math.max(end, finding.end)
      continue
    }
    close()
    winner = finding
    start = finding.start
    end = finding.end
  }
  close()
  return spans
}
