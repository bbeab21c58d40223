import { createInsertions, type Insertions } from './insertions.js'
import { createMatcher } from './restore-match.js'
import { createSurrogateMatcher, type SurrogateMatcher } from './surrogate-match.js'
import { indexTokens } from './token-index.js'

/** What may be restored: token without brackets (`EMAIL_1`) → original value. */
export type Issued = {
  readonly values: ReadonlyMap<string, string>
  /** Surrogates in use → their tokens, which `values` holds. */
  readonly surrogates?: ReadonlyMap<string, string>
  /** Types of which an unknown number counts as unresolved, besides those of `values`. */
  readonly types?: ReadonlySet<string>
}

/** Classes of bytes, as bits: may open a delimited form; a bare form; a surrogate; matters to URLs and code fences. */
export const DELIMITED = 1
export const BARE = 2
export const CONTEXT = 4
export const SURROGATE = 8

export type CompiledIssued = {
  readonly matcher: ReturnType<typeof createMatcher>
  readonly insertions: Insertions
  /** Null where no surrogate is in use. */
  readonly surrogates: SurrogateMatcher | null
  /** Class bits by byte. */
  readonly classes: Uint8Array
  /** Index of the first byte at or after `from` with one of the `wanted` classes, or the text's length. */
  readonly nextOf: (text: string, from: number, wanted: number) => number
}

const BYTES = 256
const CONTEXT_BYTES = ':/`~\n\r'
const DELIMITED_BYTES = '<&%\\'

const BASE = new Uint8Array(BYTES)
for (const character of CONTEXT_BYTES) BASE[character.charCodeAt(0)] = CONTEXT
for (const character of DELIMITED_BYTES) BASE[character.charCodeAt(0)] = DELIMITED
BASE['['.charCodeAt(0)] = BARE

/** Stretches up to here are read in place: starting a regular expression costs about as much. */
const SHORT_BYTES = 24
const MAX_ALPHABETS = 64

/** Classes of bytes and a search for them, for one set of type initials. Few such sets occur, so they are kept. */
type Alphabet = Pick<CompiledIssued, 'classes' | 'nextOf'>
const alphabets = new Map<string, Alphabet>()

const alphabetOf = (initials: Iterable<number>, surrogates: Iterable<number>): Alphabet => {
  const name = `${String.fromCharCode(...initials)} ${String.fromCharCode(...surrogates)}`
  const known = alphabets.get(name)
  if (known) return known
  if (alphabets.size >= MAX_ALPHABETS) alphabets.clear()
  const classes = BASE.slice()
  for (const initial of initials) classes[initial] = BARE
  for (const initial of surrogates) classes[initial] = (classes[initial] ?? 0) | SURROGATE
  const alphabet = { classes, nextOf: createFinder(classes) }
  alphabets.set(name, alphabet)
  return alphabet
}

/** Matches one byte of the wanted classes. */
const patternOf = (classes: Uint8Array, wanted: number): RegExp => {
  let set = ''
  for (let code = 0; code < BYTES; code++)
    if (((classes[code] ?? 0) & wanted) !== 0) set += `\\x${code.toString(16).padStart(2, '0')}`
  return new RegExp(`[${set}]`, 'g')
}

const createFinder = (classes: Uint8Array): CompiledIssued['nextOf'] => {
  const byClass: RegExp[] = []
  return (text, from, wanted) => {
    const short = Math.min(text.length, from + SHORT_BYTES)
    let at = from
    while (at < short && ((classes[text.charCodeAt(at)] ?? 0) & wanted) === 0) at++
    if (at < short || at === text.length) return at
    byClass[wanted] ??= patternOf(classes, wanted)
    const pattern = byClass[wanted]
    pattern.lastIndex = at
    return pattern.test(text) ? pattern.lastIndex - 1 : text.length
  }
}

const NO_INITIALS: ReadonlySet<number> = new Set()

/** What all channels of one answer share. Cheap: everything that is dear is made when it is first needed. */
export const compileIssued = (issued: Issued): CompiledIssued => {
  const index = indexTokens(issued.values, issued.types)
  const { surrogates: inUse } = issued
  const surrogates = inUse === undefined || inUse.size === 0 ? null : createSurrogateMatcher(inUse)
  return {
    surrogates,
    matcher: createMatcher(index),
    insertions: createInsertions(issued.values),
    ...alphabetOf(index.initials, surrogates?.initials ?? NO_INITIALS),
  }
}
