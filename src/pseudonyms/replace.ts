import type { Replacement, Span } from '../types.js'
import type { StandIn } from './stand-ins.js'

/** A text with its spans replaced, and where each replacement stands. */
export type Replaced = {
  readonly text: string
  readonly replacements: readonly Omit<Replacement, 'pointer' | 'isKey'>[]
}

/**
 * Replaces the spans (sorted, disjoint) of one text from left to right. `standIn` is asked once per span. Spans with
 * `allow` are left as they are; `block` never reaches this stage.
 */
export const replace = (
  text: string,
  spans: readonly Span[],
  standIn: (span: Span, value: string) => StandIn,
): Replaced => {
  const replacements: Omit<Replacement, 'pointer' | 'isKey'>[] = []
  let out = ''
  let from = 0
  for (const span of spans) {
    const { entity, rule, score, operator, start, end } = span
    if (operator === 'allow') continue
    const { text: stand, token } = standIn(span, text.slice(start, end))
    out += text.slice(from, start)
    const target = { start: out.length, end: out.length + stand.length }
    out += stand
    from = end
    replacements.push({ entity, rule, score, operator, token, source: { start, end }, target })
  }
  return { text: out + text.slice(from), replacements }
}
