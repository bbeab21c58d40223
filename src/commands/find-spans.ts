import { resolve } from '../detect/resolve.js'
import { createOffsetWalk } from '../mapping/offsets.js'
import type { Detect, Span } from '../types.js'

/** Findings of one text, sorted and disjoint; offsets are UTF-16 code units. */
export type FindSpans = (text: string) => readonly Span[]

/** A span in code points. `label` is the group or the entity; `score` runs from 0 to 1. */
export type CodePointSpan = {
  readonly s: number
  readonly e: number
  readonly label: string
  readonly score: number
  readonly rule: string
}

const NONE: readonly Span[] = []
const SURROGATE = /[\ud800-\udfff]/
const STEPS = 4

/** Detection as a command sees it: whatever the rules find, whatever a policy says. */
export const createFindSpans = (detect: Detect): FindSpans =>
  function find(text) {
    const findings = detect(text, '')
    return findings.length === 0 ? NONE : resolve(findings.map((finding) => ({ ...finding, operator: 'pseudonymise' })))
  }

/** The same spans with offsets in Unicode code points and a label. */
export const inCodePoints = (
  text: string,
  spans: readonly Span[],
  labelOf: (entity: string) => string,
): CodePointSpan[] => {
  const walk = SURROGATE.test(text) ? createOffsetWalk(text, 'codepoint') : null
  return spans.map(({ start, end, entity, score, rule }) => ({
    s: walk === null ? start : walk.fromUtf16(start),
    e: walk === null ? end : walk.fromUtf16(end),
    label: labelOf(entity),
    score: score / STEPS,
    rule,
  }))
}
