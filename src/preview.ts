import { pointerOf } from './formats/json.js'
import type { Runtime } from './runtime.js'
import { placeholderOf } from './token.js'
import type { Turn } from './turn.js'
import { positionsJson } from './turn-headers.js'

/** What the detection endpoint and `pii_preview` answer. Field names are the API's own. */
export type Preview = {
  readonly redacted_text: string
  /** Placeholder → original: what the caller sent and what was found. */
  readonly pii_mapping: Readonly<Record<string, string>>
  readonly entity_details: Readonly<Record<string, readonly EntityDetail[]>>
  readonly positions: unknown
}

type EntityDetail = {
  readonly placeholder: string | null
  readonly value: string
  readonly operator: string
  readonly rule: string
  readonly score: number
}

const TOP_LIKELIHOOD = 4

/** The answer for one turn; `pointer` names the leaf that `redacted_text` shows. Stored entries that the text does not use stay out. */
export const previewOf = (runtime: Runtime, turn: Turn, pointer: string): Preview => {
  const index = turn.leaves.findIndex((leaf) => !leaf.isKey && pointerOf(leaf.node) === pointer)
  const mapping: [string, string][] = []
  for (const [token, { value }] of turn.known.entries)
    if (turn.sentTokens.has(token)) mapping.push([placeholderOf(token), value])
  for (const [token, { value }] of turn.result.used)
    if (!turn.sentTokens.has(token)) mapping.push([placeholderOf(token), value])
  return {
    redacted_text: turn.result.edits.get(index) ?? turn.leaves[index]?.text ?? '',
    pii_mapping: Object.fromEntries(mapping),
    entity_details: detailsOf(turn),
    positions: JSON.parse(positionsJson(runtime, turn, 'source')),
  }
}

const detailsOf = ({ leaves, result }: Turn): Record<string, EntityDetail[]> => {
  const details: Record<string, EntityDetail[]> = {}
  const texts = new Map([...result.edits.keys()].map((at) => [leafId(leaves[at]), leaves[at]?.text ?? '']))
  for (const { entity, pointer, isKey, token, operator, rule, score, source } of result.replacements) {
    const value = (texts.get(`${isKey} ${pointer}`) ?? '').slice(source.start, source.end)
    details[entity] ??= []
    details[entity].push({
      placeholder: token === '' ? null : placeholderOf(token),
      value,
      operator,
      rule,
      score: score / TOP_LIKELIHOOD,
    })
  }
  return details
}

const leafId = (leaf: Turn['leaves'][number] | undefined): string =>
  leaf ? `${leaf.isKey} ${pointerOf(leaf.node)}` : ''
