import type { Finding } from '../types.js'
import { type Copy, chainCopies } from './copy.js'
import { CODED_TRIGGER, decodeText } from './decode.js'
import { isPieceOfToken } from './guards.js'
import { foldLookalikes, LOOKALIKE_TRIGGER } from './lookalikes.js'
import type { CompiledRule, Matcher, TextHits } from './rule.js'
import { joinAddresses, joinDigits, readSpokenDigits, SPOKEN_TRIGGER } from './written.js'

/** Another way to read a text, for which rules it is meant, and which findings count; ranges are of the copy. */
export type Reading = {
  readonly copy: Copy
  readonly isRelevant: (rule: CompiledRule) => boolean
  readonly isWanted: ((finding: Finding) => boolean) | null
}

/** In JSON or code inside a string an escape ends in a letter or digit, which hides the boundary of what follows it. */
const ESCAPE = /\\(?:[bfnrt]|u[0-9a-fA-F]{4})/g

/**
 * What a text must hold before a reading is worth the making: patterns of RE2 syntax, which the rules' own prefilter looks
 * for in the same pass. An underscore matters beside a number, because RE2's `\b` sees no boundary there: _536-90-4399_.
 */
export const READING_TRIGGERS = {
  escaped: String.raw`\\(?:[bfnrt]|u[0-9a-fA-F]{4})[0-9A-Za-z+(]`,
  underscored: String.raw`_[0-9+(][0-9 ().+/:-]{5}|[0-9][0-9 ().+/:-]{5}_`,
  coded: CODED_TRIGGER,
  lookalike: LOOKALIKE_TRIGGER,
  spaced: String.raw`[0-9](?:[ _*·-]{1,3}[0-9]){6}`,
  address: String.raw`(?i:[(\[{<] ?(?:at|@|arroba|chiocciola) ?[)\]}>]| dot )`,
  spoken: SPOKEN_TRIGGER,
} as const

/** Where to look for a trigger, and what finds it. */
export type Trigger = { readonly entry: number; readonly matcher: Matcher }
export type Triggers = Readonly<Record<keyof typeof READING_TRIGGERS, Trigger>>

const isAny = (): boolean => true
/** Secrets are written with underscores; to them they are no decoration. */
const isNoSecret = (rule: CompiledRule): boolean => rule.hasGuards
const isSpoken = (rule: CompiledRule): boolean => rule.isSpoken

/** A copy in which every character stands where it stood. */
const inPlace = (text: string): Copy => ({ text, toOriginal: (start, end) => ({ start, end }) })

const occurs = (text: string, hits: TextHits, { entry, matcher }: Trigger): boolean => {
  if (!hits.has(entry)) return false
  const ranges = hits.startsOf(entry) ?? [0, text.length]
  for (let at = 0; at < ranges.length; at += 2) {
    const last = ranges[at + 1]! - 1
    const hit = matcher.exec({ text, units: hits.units }, ranges[at]!, last, text.length)
    if (hit !== null && hit.from <= last) return true
  }
  return false
}

/** The ways to read a text that differ from the text as it is; most have none. */
export const readingsOf = (text: string, hits: TextHits, triggers: Triggers): readonly Reading[] => {
  const readings: Reading[] = []
  const has = (trigger: keyof Triggers) => occurs(text, hits, triggers[trigger])
  const add = (copy: Copy | null, isRelevant: Reading['isRelevant'] = isAny, isWanted: Reading['isWanted'] = null) => {
    if (copy !== null) readings.push({ copy, isRelevant, isWanted })
  }
  if (has('escaped')) add(inPlace(text.replace(ESCAPE, (spelt) => ' '.repeat(spelt.length))))
  if (has('underscored'))
    add(inPlace(text.replaceAll('_', ' ')), isNoSecret, ({ start, end }) => !isPieceOfToken(text, start, end))
  const decoded = has('coded') ? decodeText(text) : null
  const isMixed = has('lookalike') || decoded !== null
  add(chainCopies(decoded, isMixed ? foldLookalikes(decoded?.text ?? text) : null))
  if (has('spaced')) add(joinDigits(text))
  if (has('address')) add(joinAddresses(text))
  if (has('spoken')) add(readSpokenDigits(text), isSpoken)
  return readings
}
