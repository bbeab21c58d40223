import { GatewayError } from '../errors.js'
import type { Embedded, Leaf } from './leaf.js'

type Change = { readonly start: number; readonly end: number; readonly literal: string }

const spliced = (source: string, changes: readonly Change[]): string => {
  let out = ''
  let from = 0
  for (const { start, end, literal } of changes) {
    out += source.slice(from, start) + literal
    from = end
  }
  return out + source.slice(from)
}

const inOrder = (changes: Change[]): Change[] => changes.sort((one, other) => one.start - other.start)

/**
 * The source with the leaves at `edits` (index into `leaves` → new text) rewritten; all other characters as they are. A
 * text within a string is encoded again where it stood, if anything in it changed.
 */
export const writeLeaves = (source: string, leaves: readonly Leaf[], edits: ReadonlyMap<number, string>): string => {
  const changes: Change[] = []
  const embedded = new Map<Embedded, Change[]>()
  for (const [index, text] of edits) {
    const leaf = leaves[index]
    if (!leaf) continue
    if (leaf.isKey) renameKey(leaf, text)
    const change = { start: leaf.start, end: leaf.end, literal: literalOf(leaf, text) }
    if (leaf.within === null) changes.push(change)
    else note(embedded, leaf.within, change)
  }
  if (embedded.size === 0) return spliced(source, changes)
  for (const { outer } of [...embedded.keys()])
    for (let at = outer; at !== null; at = at.outer) if (!embedded.has(at)) embedded.set(at, [])
  // The innermost first: writing one changes the text around it.
  for (const within of [...embedded.keys()].sort((one, other) => depthOf(other) - depthOf(one))) {
    const text = within.encode(spliced(within.source, inOrder(embedded.get(within) ?? [])))
    const change = { start: within.start, end: within.end, literal: JSON.stringify(text) }
    if (within.outer === null) changes.push(change)
    else note(embedded, within.outer, change)
  }
  return spliced(source, inOrder(changes))
}

/** The whole of a text file is no JSON string. */
const literalOf = ({ within }: Leaf, text: string): string =>
  within !== null && !within.isJson ? text : JSON.stringify(text)

const note = (embedded: Map<Embedded, Change[]>, within: Embedded, change: Change): void => {
  const known = embedded.get(within)
  if (known) known.push(change)
  else embedded.set(within, [change])
}

const depthOf = ({ outer }: Embedded): number => (outer === null ? 0 : 1 + depthOf(outer))

const renameKey = (leaf: Leaf, text: string): void => {
  leaf.siblings?.delete(leaf.text)
  if (leaf.siblings?.has(text)) throw new GatewayError('body_key_collision', { offset: leaf.start })
  leaf.siblings?.add(text)
  if (leaf.node) leaf.node.renamed = text
}
