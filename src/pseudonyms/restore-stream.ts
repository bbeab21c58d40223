import { BARE, CONTEXT, type CompiledIssued, DELIMITED, SURROGATE } from './issued.js'
import { cursor, type Depth, INCOMPLETE, readLogical } from './logical.js'
import { createFenceTracker } from './restore-fence.js'
import { isAdjacent, MATCH, NONE, PARTIAL } from './restore-match.js'
import type { StatsRecorder } from './restore-stats.js'
import { createUrlTracker, type UrlPolicy } from './restore-url.js'

export type RestorerOptions = UrlPolicy & {
  readonly depth: Depth
  /** Whether `TYPE_N` and `[TYPE_N]` count; never in tool arguments. */
  readonly bare: boolean
  readonly stats: StatsRecorder
  /** Takes note of what each call put in: start and end in what it returns, one after the other. Null: nobody asks. */
  readonly inserted: number[] | null
}

/** Restores one text channel. */
export type Restorer = {
  /**
   * Takes raw text as it stands in the body (a binary string, `depth` JSON encodings around it) and returns what is
   * certain; what could still become an issued token is held back and prefixes the next call. `final` ends the text.
   * Returns `text` itself where nothing changed.
   */
  readonly push: (text: string, final: boolean) => string
  /** Raw bytes that are held back. */
  readonly heldBytes: () => number
}

const BACKSLASH = 0x5c

/** One left-to-right pass; what was inserted is not read again (except by the URL tracker, where it opens a URL). */
export const createRestorer = (issued: CompiledIssued, options: RestorerOptions): Restorer => {
  const { depth, bare, stats, inserted: ranges } = options
  const { matcher, insertions, surrogates, classes, nextOf } = issued
  const { found } = matcher
  const url = createUrlTracker(options, !bare)
  const fence = bare ? createFenceTracker() : null
  const wanted = (bare ? BARE | DELIMITED | CONTEXT : DELIMITED | CONTEXT) | SURROGATE
  const place = { depth, final: false, previous: 0 }
  let held = ''

  const feed = (code: number) => {
    place.previous = code
    url.feed(code)
    fence?.feed(code)
  }

  /** Start of the next character that matters, at or after `from`. */
  const skipPlain = (text: string, from: number): number => {
    if (!url.isOutside() || fence?.isWatching()) return from
    const at = nextOf(text, from, wanted)
    if (at > from) {
      url.skip(text, from, at)
      place.previous = text.charCodeAt(at - 1)
    }
    return at
  }

  const tryMatch = (text: string, at: number, code: number, next: number) => {
    const kind = classes[code] ?? 0
    if (surrogates !== null && kind & SURROGATE) {
      const outcome = surrogates.match(text, at, place)
      if (outcome === MATCH) Object.assign(found, { ...surrogates.found, innerDepth: 0, unissued: '' })
      if (outcome !== NONE) return outcome
    }
    if (kind & DELIMITED) {
      const outcome = matcher.match(text, code, next, place)
      if (found.unissued !== '') stats.unresolved(found.unissued)
      return outcome
    }
    if (bare && kind & BARE && !isAdjacent(place.previous) && !fence?.isInside()) {
      return matcher.matchBare(text, at, code, next, place)
    }
    return NONE
  }

  /** What replaces the token that was just found, or null when it has to stay. */
  const replacement = (): string | null => {
    const { token, innerDepth } = found
    const verdict = url.judge()
    if (verdict === 'deny') {
      stats.denied(token)
      return null
    }
    stats.restored(token)
    return insertions.text(token, verdict === 'encode' ? 'url' : depth + innerDepth)
  }

  const afterToken = (text: string, start: number, inserted: string | null) => {
    const last = text.charCodeAt(found.end - 1)
    if (inserted !== null && url.isOutside() && insertions.opensUrl(found.token)) {
      for (const code of insertions.bytes(found.token)) url.feed(code)
    } else if (url.isOutside()) url.feed(last)
    // The token's first character, so that it counts as text on its line.
    fence?.feed(text.charCodeAt(start))
    place.previous = last
  }

  const push = (chunk: string, final: boolean): string => {
    const text = held === '' ? chunk : held + chunk
    held = ''
    place.final = final
    let out = ''
    let from = 0
    let at = 0
    while (at < text.length) {
      at = skipPlain(text, at)
      if (at === text.length) break
      let code = readLogical(text, at, depth)
      let next = cursor.next
      if (code === INCOMPLETE) {
        if (!final) {
          held = text.slice(at)
          return out + text.slice(from, at)
        }
        code = BACKSLASH
        next = at + 1
      }
      const outcome = tryMatch(text, at, code, next)
      if (outcome === PARTIAL) {
        held = text.slice(at)
        return out + text.slice(from, at)
      }
      if (outcome === MATCH) {
        const { end } = found
        const inserted = replacement()
        if (inserted !== null) {
          out += text.slice(from, at)
          ranges?.push(out.length, out.length + inserted.length)
          out += inserted
          from = end
        }
        afterToken(text, at, inserted)
        at = end
        continue
      }
      feed(code)
      at = next
    }
    return from === 0 ? text : out + text.slice(from)
  }

  return { push, heldBytes: () => held.length }
}
