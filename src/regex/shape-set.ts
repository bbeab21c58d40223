import { createAlphabet, kindAt, REPLACEMENT } from './alphabet.js'
import { createAutomaton, createCanStart } from './automaton.js'
import { type CharSet, MAX_CODE_POINT, unite } from './char-set.js'
import { compileProgram } from './program.js'
import type { Node } from './syntax.js'

/** What shapes tell apart: capitals, small letters, digits, the signs that numbers are written with, all else. */
const SHAPES: readonly CharSet[] = [
  [65, 90],
  [97, 122],
  [48, 57],
  ...[...' -./:,()+_@'].map((char) => [char.charCodeAt(0), char.charCodeAt(0)]),
  [10, 10],
  [0, 9, 11, 31, 33, 39, 42, 42, 59, 63, 91, 94, 96, 96, 123, 127],
  [128, MAX_CODE_POINT],
]

const overlaps = (one: CharSet, other: CharSet): boolean => {
  for (let at = 0; at < one.length; at += 2)
    for (let index = 0; index < other.length; index += 2)
      if (one[at]! <= other[index + 1]! && other[index]! <= one[at + 1]!) return true
  return false
}

/** A pattern that matches wherever this one does, over whole shapes: many patterns then have few states together. */
const relax = (node: Node): Node => {
  if (node.kind === 'set') return { kind: 'set', set: unite(...SHAPES.filter((shape) => overlaps(node.set, shape))) }
  if (node.kind === 'sequence') return { kind: 'sequence', parts: node.parts.map(relax) }
  if (node.kind === 'choice') return { kind: 'choice', options: node.options.map(relax) }
  if (node.kind === 'group') return relax(node.body)
  return node.kind === 'repeat' ? { ...node, body: relax(node.body) } : node
}

/** Told of a pattern, by its number, that can match from a place on. */
export type OnShape = (pattern: number, start: number) => void

/** Places farther than this before a digit are passed over: patterns must hold a digit so soon. */
export const MAX_BEFORE_DIGIT = 16

/** First digit at or behind a place, or the length of the text. */
const digitFrom = (units: Uint16Array, length: number, from: number): number => {
  let at = from
  for (; at < length; at += 1) {
    const code = units[at]!
    if (code < 58 && code > 47) break
  }
  return at
}

/**
 * Reads texts for the shapes of all patterns at once: by one automaton that starts wherever a pattern may begin. Its time
 * does not grow with the patterns, but for what they find. Matches must be of bounded length and hold a digit soon. Each
 * place is told once for a pattern, in ascending order. Null where there are no patterns, or too large ones.
 */
export const createShapeSet = (
  roots: readonly Node[],
): ((units: Uint16Array, length: number, onShape: OnShape) => void) | null => {
  const program = roots.length === 0 ? null : compileProgram(roots.map(relax), { isReversed: false, capture: null })
  const alphabet = program === null ? null : createAlphabet(program)
  if (program === null || alphabet === null) return null
  const automaton = createAutomaton(program, alphabet, 'once')
  const { size, ascii, classOf } = alphabet
  const wide = classOf(REPLACEMENT)
  const walk = (units: Uint16Array, length: number, start: number, onShape: OnShape) => {
    let { moves } = automaton
    let state = automaton.startAfter(kindAt(alphabet, units, start - 1, length))
    for (let at = start; state !== 0; at += 1) {
      let cls = size - 1
      if (at < length) {
        const code = units[at]!
        cls = code < 128 ? ascii[code]! : wide
      }
      let place = state * size + cls
      let move = moves[place]!
      if (move < 0) {
        move = automaton.move(state, cls)
        moves = automaton.moves
        place = -1
      }
      if ((move & 1) === 1) for (const pattern of automaton.ended.get(place)!) onShape(pattern, start)
      state = move >> 1
    }
  }

  let canStart: Uint8Array | null = null
  return (units, length, onShape) => {
    canStart ??= createCanStart(automaton, alphabet)
    let digit = digitFrom(units, length, 0)
    for (let start = 0; digit < length; start += 1) {
      if (digit < start) digit = digitFrom(units, length, start)
      if (digit >= length) break
      start = Math.max(start, digit - MAX_BEFORE_DIGIT)
      const code = units[start]!
      const before = kindAt(alphabet, units, start - 1, length)
      if (code > 127 || canStart[before * 128 + code] !== 0) walk(units, length, start, onShape)
    }
  }
}
