import type { Replacement } from '../types.js'
import { asciiJson } from './emit.js'
import { createOffsetWalk, type OffsetWalk, type Unit } from './offsets.js'

/** `source` is the text that the client sent, `target` the text that the upstream receives. */
export type Side = 'source' | 'target'

export type PositionsOptions = {
  readonly side: Side
  readonly unit: Unit
  /** Text of a leaf (or of its member's name) on one side. Asked once a leaf, and for the new name of each replaced member. */
  readonly textOf: (pointer: string, isKey: boolean, side: Side) => string
}

/** JSON of likelihood / 4. A table, because writing a fraction is a call into the runtime. */
const SCORES = ['0', '0.25', '0.5', '0.75', '1']
const TOP_LIKELIHOOD = 4

/**
 * ASCII JSON of where each replacement is on one side, in the given order: `start`, `end` in the unit, `score` = likelihood / 4;
 * `placeholder` only where there is one to restore. Linear in the texts when the replacements of a leaf ascend.
 * A `field` names a replaced member by its new name on both sides: a pointer must not carry the value that the key had.
 */
export const emitPositions = (replacements: readonly Replacement[], options: PositionsOptions): string => {
  const { side, unit } = options
  const fieldOf = createFieldNames(replacements, options)
  let rows = ''
  let walk: OffsetWalk | undefined
  let leaf: Replacement | undefined
  let leafEnd = 0
  for (const replacement of replacements) {
    const { pointer, isKey, entity, token, score } = replacement
    let { start, end } = side === 'source' ? replacement.source : replacement.target
    if (unit !== 'utf16') {
      const isSameLeaf = leaf?.pointer === pointer && leaf.isKey === isKey && leafEnd <= start
      if (!isSameLeaf || walk === undefined) walk = createOffsetWalk(options.textOf(pointer, isKey, side), unit)
      leaf = replacement
      leafEnd = end
      start = walk.fromUtf16(start)
      end = walk.fromUtf16(end)
    }
    const placeholder = token === '' ? '' : `"placeholder":"<${token}>",`
    const key = isKey ? ',"key":true' : ''
    const place = `"start":${start},"end":${end},"entity":"${entity}",${placeholder}"field":${fieldOf(pointer)}`
    rows += `${rows === '' ? '' : ','}{${place},"score":${SCORES[score] ?? score / TOP_LIKELIHOOD}${key}}`
  }
  return `[${rows}]`
}

/** JSON of a pointer with every replaced member under its new name. */
const createFieldNames = (replacements: readonly Replacement[], { textOf }: PositionsOptions) => {
  const newNames = new Map<string, string>()
  for (const { pointer, isKey } of replacements) {
    if (isKey && !newNames.has(pointer)) newNames.set(pointer, escapeSegment(textOf(pointer, true, 'target')))
  }
  return (pointer: string): string => asciiJson(newNames.size === 0 ? pointer : renamed(pointer, newNames))
}

const renamed = (pointer: string, newNames: ReadonlyMap<string, string>): string => {
  let result = ''
  let at = 0
  while (at < pointer.length) {
    const next = pointer.indexOf('/', at + 1)
    const end = next === -1 ? pointer.length : next
    result += `/${newNames.get(pointer.slice(0, end)) ?? pointer.slice(at + 1, end)}`
    at = end
  }
  return result
}

/** RFC 6901 section 3. */
const escapeSegment = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1')
