import { createInspectedChannel } from './inspected-channel.js'
import type { Inspection, Introduced } from './inspection.js'
import { BARE, CONTEXT, type CompiledIssued, compileIssued, DELIMITED, type Issued, SURROGATE } from './issued.js'
import type { Depth } from './logical.js'
import { createMatcher, MATCH } from './restore-match.js'
import { createStatsRecorder, NOTHING_RESTORED, type RestoreStats } from './restore-stats.js'
import { createRestorer, type Restorer } from './restore-stream.js'
import type { UrlPolicy } from './restore-url.js'
import { indexTokens } from './token-index.js'

export type { Inspection, Introduced, Issued, Restorer, RestoreStats, UrlPolicy }
export { NOTHING_RESTORED }

/** `hint`: name of the nearest JSON member, for whoever looks through the text. */
export type TextChannel = { readonly depth: Depth; readonly bare: boolean; readonly hint?: string }

/** Opens the restorers of one answer and answers cheap questions about its text. */
export type RestorerSource = {
  readonly open: (channel: TextChannel) => Restorer
  /** True when the raw text holds nothing that could open a token: then it can pass without a restorer. */
  readonly isPlain: (text: string) => boolean
  /** Where, at or after `from`, the raw text first holds something that could open a token; its length where nothing does. */
  readonly nextMaybe: (text: string, from: number) => number
  /** True when, besides, nothing in the raw text matters to URLs or code fences. */
  readonly isInert: (text: string) => boolean
  readonly isEmpty: boolean
  readonly stats: RestoreStats
}

const ALL_CLASSES = DELIMITED | BARE | SURROGATE | CONTEXT
/** What opens a delimited form or an escape, or is part of every bare one: prose holds neither, but many capitals. */
const MAYBE_TOKEN = /[<&%\\]|[A-Z0-9_]_[1-9]/
const EVERY_MAYBE = new RegExp(MAYBE_TOKEN, 'g')

/** The same search where surrogates are in use: one pattern, so that a text is read once however often it is asked for. */
const searchFor = ({ surrogates }: CompiledIssued): RegExp => {
  if (surrogates === null) return EVERY_MAYBE
  const initials = [...surrogates.initials].map((code) => `\\x${code.toString(16).padStart(2, '0')}`)
  return new RegExp(`${MAYBE_TOKEN.source}|[${initials.join('')}]`, 'g')
}

/**
 * What all channels of one answer share. The map is pinned: later changes of the thread do not reach it. With an
 * `inspection` each text is looked through on its way out.
 */
export const createRestorerSource = (
  issued: Issued,
  policy: UrlPolicy,
  inspection: Inspection | null = null,
): RestorerSource => {
  const compiled = compileIssued(issued)
  const recorder = createStatsRecorder()
  const isEmpty = issued.values.size === 0 && inspection === null
  let search: RegExp | null = null
  const holdsNoSurrogate = (text: string): boolean =>
    compiled.surrogates === null || compiled.nextOf(text, 0, SURROGATE) === text.length
  const open = ({ depth, bare }: TextChannel, inserted: number[] | null): Restorer =>
    createRestorer(compiled, {
      depth,
      bare,
      stats: recorder,
      inserted,
      urls: policy.urls,
      isHostNamed: policy.isHostNamed,
    })
  return {
    open: (channel) =>
      inspection === null
        ? open(channel, null)
        : createInspectedChannel(inspection, channel, {
            openRestorer: (inserted) => open(channel, inserted),
            count: recorder.introduced,
          }),
    nextMaybe: (text, from) => {
      if (isEmpty) return text.length
      if (inspection !== null) return from
      search ??= searchFor(compiled)
      search.lastIndex = from
      return search.exec(text)?.index ?? text.length
    },
    isPlain: (text) => isEmpty || (inspection === null && !MAYBE_TOKEN.test(text) && holdsNoSurrogate(text)),
    isInert: (text) => inspection === null && compiled.nextOf(text, 0, ALL_CLASSES) === text.length,
    isEmpty,
    stats: recorder.stats,
  }
}

export type TokenPlace = { readonly token: string; readonly start: number; readonly end: number }

const WIDE = /[^\u0000-\u00ff]/g

/**
 * Where a plain text spells one of the tokens in any tolerated form, sorted and disjoint, in UTF-16 code units. Code
 * fences and URLs make no difference here: a form that cannot be restored in this text could be quoted elsewhere.
 */
export const findTokens = (text: string, tokens: ReadonlyMap<string, unknown>): TokenPlace[] => {
  if (tokens.size === 0) return []
  const index = indexTokens(tokens)
  const { match, matchBare, found } = createMatcher(index)
  // The matcher reads bytes; what is no byte only has to be no part of a token.
  const bytes = text.replace(WIDE, '\u00ff')
  const places: TokenPlace[] = []
  for (let at = 0; at < bytes.length; ) {
    const code = bytes.charCodeAt(at)
    const here = { depth: 0, final: true, previous: at === 0 ? 0 : bytes.charCodeAt(at - 1) } as const
    const isFound = match(bytes, code, at + 1, here) === MATCH || matchBare(bytes, at, code, at + 1, here) === MATCH
    if (isFound) places.push({ token: found.token, start: at, end: found.end })
    at = isFound ? found.end : at + 1
  }
  return places
}
