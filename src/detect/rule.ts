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
  /** Its number in the prefilter. */
  readonly entry: number
  readonly matcher: Matcher
  /** Bounds of a match in code units; the upper one is Infinity where the pattern has none. */
  readonly minLength: number
  readonly maxLength: number
  /** False where the end of the text means something to it, so that it must not be shown a part. */
  readonly canCut: boolean
  /** Likelihood before check and context, 0 to 4. */
  readonly likelihood: number
  readonly requiresContext: boolean
}

/** A text, and its UTF-16 code units, which may be followed by others. */
export type Units = { readonly text: string; readonly units: Uint16Array }

/** A text with its units, and whether all of it is ASCII. */
export type Subject = Units & { readonly isAscii: boolean }

/**
 * Leftmost match that begins at `from` or later; one that begins behind `last` is of no use and may be left out. `\b` and
 * anchors see what precedes `from`; the text ends at `end`. Linear in the length searched.
 */
export type Matcher = { readonly exec: (text: Units, from: number, last: number, end: number) => Hit | null }

/** `[from,next)` is the match; `[start,end)` is its named group when the pattern captures one, else the same. */
export type Hit = { readonly from: number; readonly start: number; readonly end: number; readonly next: number }

/** What the prefilter says of the text that it read last; it holds until the next one is read. Too much, never too little. */
export type TextHits = {
  readonly units: Uint16Array
  readonly isAscii: boolean
  readonly hasLongRun: boolean
  /** Entries that can match, `count` of them, in no order. */
  readonly entries: Int32Array
  readonly count: number
  readonly has: (entry: number) => boolean
  /** Where matches of an entry that can match begin. */
  readonly startsOf: (entry: number) => Ranges
}

/** Says which patterns can match in a text, and where. */
export type Prefilter = { readonly read: (text: string) => TextHits }

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
