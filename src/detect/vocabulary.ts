import type { CompiledRule, Lexicon } from './rule.js'
import { createWordTable, hashOf, type WordTable } from './word-hash.js'

/** The context words of all rules, numbered: single words, the first two of phrases, and the first signs of pieces. */
export type Vocabulary = {
  readonly size: number
  readonly table: WordTable
  /** By number: 1 where a phrase begins with the word. */
  readonly mayGoOn: Uint8Array
  /** By code unit: the number of the sign that pieces begin with. */
  readonly signs: ReadonlyMap<number, number>
  readonly hasAsciiSigns: boolean
  /** By the index of a rule, which may be one of some that are left out: what its words say. */
  readonly ofRule: readonly (RuleWords | undefined)[]
}

/** Numbers of the words that speak for a rule, ascending, and of those against it; how far they reach. */
export type RuleWords = {
  readonly boosts: Int32Array
  readonly suppresses: Int32Array
  readonly before: number
  readonly after: number
}

/** A tag with its attributes, and the label before it. */
const TAG_REACH = 320

/** Vocabulary of the rules' context words. */
export const createVocabulary = (rules: readonly CompiledRule[]): Vocabulary => {
  const numbers = new Map<number, number>()
  const signs = new Map<number, number>()
  const starters = new Set<number>()
  let size = 0
  const numberOf = (known: Map<number, number>, key: number): number => {
    const number = known.get(key) ?? size++
    known.set(key, number)
    return number
  }
  const wordOf = (words: readonly string[]): number => numberOf(numbers, hashOf(words))

  const numbersOf = (...lexicons: readonly (Lexicon | null)[]): Int32Array => {
    const own = new Set<number>()
    for (const lexicon of lexicons) {
      for (const [first, phrases] of lexicon?.phrases ?? [])
        for (const { rest } of phrases) {
          if (rest.length === 0) own.add(wordOf([first]))
          else {
            // The first word itself says nothing, but that the next one must be looked at.
            starters.add(wordOf([first]))
            own.add(wordOf([first, rest[0]!]))
          }
        }
      for (const piece of lexicon?.pieces ?? []) own.add(numberOf(signs, piece.charCodeAt(0)))
    }
    return Int32Array.from(own).sort()
  }

  const ofRule: RuleWords[] = []
  for (const { context, maxLength } of rules)
    ofRule[context.rule] = {
      boosts: numbersOf(context.boost, context.jsonKeys),
      suppresses: numbersOf(context.suppress),
      before: context.after + maxLength,
      after: Math.max(context.before, TAG_REACH),
    }
  const mayGoOn = new Uint8Array(size)
  for (const word of starters) mayGoOn[word] = 1
  const hasAsciiSigns = [...signs.keys()].some((unit) => unit < 128)
  return { size, table: createWordTable(numbers), mayGoOn, signs, hasAsciiSigns, ofRule }
}
