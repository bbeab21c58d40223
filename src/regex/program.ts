import type { CharSet } from './char-set.js'
import type { Assertion, Node } from './syntax.js'

/** Instructions of a nondeterministic automaton; `a` and `b` are what each says. */
export const SET = 0
/** Goes to `a`, or else to `b`: the first is preferred. */
export const SPLIT = 1
/** Passes to `b` where the assertion `a` holds. */
export const ASSERT = 2
/** Passes to `b`; the group begins (0) or ends (1) here. */
export const SAVE = 3
/** The pattern of number `a` matches. */
export const MATCH = 4

export const ASSERTIONS: readonly Assertion[] = ['begin', 'end', 'line-begin', 'line-end', 'edge', 'no-edge']

/** Instruction `pc` is `ops[pc]` with `a[pc]` and `b[pc]`; a set's `a` is its index in `sets`, its `b` the next one. */
export type Program = {
  readonly ops: Uint8Array
  readonly a: Int32Array
  readonly b: Int32Array
  readonly sets: readonly CharSet[]
  readonly start: number
  readonly hasAssertions: boolean
}

/** Of a whole text backwards: what is first is last. */
const MIRRORED: Readonly<Record<Assertion, Assertion>> = {
  begin: 'end',
  end: 'begin',
  'line-begin': 'line-end',
  'line-end': 'line-begin',
  edge: 'edge',
  'no-edge': 'no-edge',
}

const MAX_INSTRUCTIONS = 200_000

export type CompileOptions = { readonly isReversed: boolean; readonly capture: string | null }

/** True when the node can match nothing. */
export const isNullable = (node: Node): boolean => {
  if (node.kind === 'set') return false
  if (node.kind === 'assertion') return true
  if (node.kind === 'sequence') return node.parts.every(isNullable)
  if (node.kind === 'choice') return node.options.some(isNullable)
  if (node.kind === 'group') return isNullable(node.body)
  return node.min === 0 || isNullable(node.body)
}

/** The program of patterns, any of which may match; null for one too large, or with a loop over nothing. */
export const compileProgram = (roots: readonly Node[], { isReversed, capture }: CompileOptions): Program | null => {
  const ops: number[] = []
  const a: number[] = []
  const b: number[] = []
  const sets: CharSet[] = []
  const indices = new Map<string, number>()
  let isRefused = false
  let hasAssertions = false

  const emit = (op: number, first: number, second: number): number => {
    if (ops.length >= MAX_INSTRUCTIONS) isRefused = true
    else {
      a.push(first)
      b.push(second)
      ops.push(op)
    }
    return ops.length - 1
  }
  const indexOf = (set: CharSet): number => {
    const key = set.join()
    const known = indices.get(key)
    if (known !== undefined) return known
    indices.set(key, sets.length)
    return sets.push(set) - 1
  }

  const repeat = (node: Node & { readonly kind: 'repeat' }, next: number): number => {
    const { body, min, max, isLazy } = node
    const split = (once: number, after: number) => (isLazy ? emit(SPLIT, after, once) : emit(SPLIT, once, after))
    let entry = next
    if (max === Number.POSITIVE_INFINITY) {
      if (isNullable(body)) isRefused = true
      const loop = emit(SPLIT, next, next)
      const once = compile(body, loop)
      if (isLazy) b[loop] = once
      else a[loop] = once
      entry = loop
    } else for (let count = min; count < max && !isRefused; count += 1) entry = split(compile(body, entry), next)
    for (let count = 0; count < min && !isRefused; count += 1) entry = compile(body, entry)
    return entry
  }

  /** Emits a node that goes on at `next`; returns where it begins. */
  const compile = (node: Node, next: number): number => {
    if (node.kind === 'set') return emit(SET, indexOf(node.set), next)
    if (node.kind === 'assertion') {
      hasAssertions = true
      return emit(ASSERT, ASSERTIONS.indexOf(isReversed ? MIRRORED[node.holds] : node.holds), next)
    }
    if (node.kind === 'sequence') {
      const parts = isReversed ? node.parts : node.parts.toReversed()
      return parts.reduce((after, part) => compile(part, after), next)
    }
    if (node.kind === 'choice')
      return node.options
        .map((option) => compile(option, next))
        .reduceRight((others, option) => emit(SPLIT, option, others))
    if (node.kind === 'repeat') return repeat(node, next)
    if (node.name !== capture) return compile(node.body, next)
    return emit(SAVE, 0, compile(node.body, emit(SAVE, 1, next)))
  }

  const starts = roots.map((root, number) => compile(root, emit(MATCH, number, 0)))
  const start = starts.reduceRight((others, each) => emit(SPLIT, each, others))
  if (isRefused) return null
  return { ops: Uint8Array.from(ops), a: Int32Array.from(a), b: Int32Array.from(b), sets, start, hasAssertions }
}
