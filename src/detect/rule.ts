import type { Digits } from './digits.js'
import type { Ranges } from './ranges.js'

/** A rule ready to run: what `rules/compile` makes of a rule file and what `detect` needs of it. Offsets are UTF-16. */
export type CompiledRule = {
  readonly id: string
  /** Its place among the rules. */
  readonly index: number
  readonly entity: string
  /** Lower case; when not empty, the text must contain one of them. */
  readonly keywords: readonly string[]
  readonly patterns: readonly CompiledPattern[]
  /** Longer matches are not findings. */
  readonly maxLength: number
  readonly isDigitsOnly: boolean
  /** Secrets may stand inside hashes, blobs and identifiers; everything else may not. */
  readonly hasGuards: boolean
  /** People spell such numbers out: four one one one. */
  readonly isSpoken: boolean
  readonly normalise: (value: string) => string
  readonly checks: readonly NamedCheck[]
  readonly validSteps: number
  readonly invalid: InvalidPolicy
  readonly context: ContextWords
  /** Normalised values that are never findings. */
  readonly excluded: ReadonlySet<string>
}

/**
 * What a failed check does: `drop` clears the text; `lower` costs steps, and the value counts only where it is named (a
 * label, a member, a tag, a column); `keep` costs steps, and any context word is enough.
 */
export type InvalidPolicy = 'lower' | 'drop' | 'keep'

export type CompiledPattern = {
  /** As the rule file names it, or its place among the rule's patterns, from 1. */
  readonly id: string
  /**
   * The set's entry that occurs in every text that the pattern matches. -1 where the set does not know the pattern: it
   * needs digits and a context word, and these are looked for first.
   */
  readonly entry: number
  readonly matcher: Matcher
  /** Bounds of a match in code units; the upper one is Infinity where the pattern has none. */
  readonly minLength: number
  readonly maxLength: number
  /** Every match holds at least this many ASCII digits. */
  readonly minDigits: number
  /** No letter stands between these digits. */
  readonly isNumeric: boolean
  /** Rare signs of which every match holds one; none where none is known. */
  readonly markers: readonly string[]
  /** False where the end of the text means something to it, so that it must not be shown a part. */
  readonly canCut: boolean
  /** Likelihood before check and context, 0 to 4. */
  readonly likelihood: number
  readonly requiresContext: boolean
}

/** A text as its engine wants it, prepared once for all patterns. */
export type Subject = { readonly text: string; readonly isAscii: boolean }

/**
 * Leftmost match at or after `from`; `\b` and anchors see what precedes. The text ends at `to`, where that is given.
 * Linear in the length searched.
 */
export type Matcher = { readonly exec: (subject: Subject, from: number, to?: number) => Hit | null }

/** `[from,next)` is the match; `[start,end)` is its named group when the pattern captures one, else the same. */
export type Hit = { readonly from: number; readonly start: number; readonly end: number; readonly next: number }

/** Entries of a set that occur in a text, ascending, and where matches of each can begin. Too many, never too few. */
export type SetHits = {
  readonly entries: readonly number[]
  readonly has: (entry: number) => boolean
  readonly rangesOf: (entry: number) => Ranges
}

/** Which of its patterns occur in a text. */
export type PatternSet = {
  readonly prepare: (text: string) => Subject
  readonly match: (subject: Subject, digits: Digits) => SetHits
}

/** `weak` is a value that is possible but not proved: it counts only beside a context word. */
export type CheckResult = boolean | 'weak'
export type Check = (value: string, defaultRegion: string) => CheckResult
/** A check of shape (a length) is part of the pattern: what fails it was never such a number. */
export type NamedCheck = { readonly name: string; readonly run: Check; readonly isShape: boolean }

export type ContextWords = {
  /** Index of the rule whose words they are. */
  readonly rule: number
  /** Code units before and after the span. */
  readonly before: number
  readonly after: number
  readonly boostSteps: number
  readonly suppressSteps: number
  readonly boost: Lexicon | null
  readonly suppress: Lexicon | null
  /** Names of JSON members that count as boost. */
  readonly jsonKeys: Lexicon | null
}

/** The folded words that must follow a phrase's first one, and the phrase as the rule has it. */
export type Phrase = { readonly rest: readonly string[]; readonly entry: string }

/** Folded words and phrases. */
export type Lexicon = {
  /** By first word. */
  readonly phrases: ReadonlyMap<string, readonly Phrase[]>
  /** Words of scripts that are written without spaces, and signs: found anywhere. */
  readonly pieces: readonly string[]
  readonly hasAsciiPieces: boolean
}
