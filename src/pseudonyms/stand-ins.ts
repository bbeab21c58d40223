import { placeholderOf } from '../token.js'
import type { Identify, MapEntry, Operator, Span, ThreadMap } from '../types.js'
import { mask, redact } from './operators/mask.js'

/** What stands for a value; `token` without brackets, empty where nothing can be restored. */
export type StandIn = { readonly text: string; readonly token: string }

/** A stand-in that looks like the value; null where there is none for it. */
export type SurrogateFor = (entry: Pick<MapEntry, 'entity' | 'key' | 'value'>) => string | null

export type StandInOptions = {
  readonly tokenFor: (entity: string, value: string) => string
  readonly known: ThreadMap
  readonly used: ReadonlyMap<string, MapEntry>
  readonly operatorFor: (entity: string) => Operator
  readonly identify: Identify
  /** Null where no hash key is set. */
  readonly hash: ((entity: string, key: string) => string) | null
  readonly surrogateFor: SurrogateFor
  /** Texts of the request, to which no surrogate may be equal. Asked only when one is made. */
  readonly texts: () => readonly string[]
}

const WORD = /[A-Za-z0-9]+/g

/** True for a text all of whose words occur in the request or in the thread's values: it might stand there itself. */
const createTakenTest = (texts: readonly string[], { entries }: ThreadMap) => {
  const words = new Set<string>()
  for (const text of texts) for (const [word] of text.matchAll(WORD)) words.add(word.toLowerCase())
  for (const { value } of entries.values()) for (const [word] of value.matchAll(WORD)) words.add(word.toLowerCase())
  return (text: string): boolean => [...text.matchAll(WORD)].every(([word]) => words.has(word.toLowerCase()))
}

/**
 * The stand-ins of one request. A surrogate is the same for all surface forms of an identity: it is made from the form
 * that the thread knew first. Where it stands in the text already, or is another identity's, the placeholder is used.
 * `surrogates` maps those that may be restored to their tokens; it is empty, and costs nothing, where none is in use.
 */
export const createStandIns = (options: StandInOptions) => {
  const { tokenFor, known, used, operatorFor, identify, hash, surrogateFor } = options
  let kept: Map<string, string> | null = null
  let isTaken: ((text: string) => boolean) | null = null
  const isTakenNow = (text: string): boolean => {
    isTaken ??= createTakenTest(options.texts(), known)
    return isTaken(text)
  }
  const keptOnes = (): Map<string, string> => {
    kept ??= surrogatesOf(known.entries.values(), { operatorFor, surrogateFor, isTaken: isTakenNow })
    return kept
  }
  const surrogate = (entity: string, value: string): StandIn => {
    const token = tokenFor(entity, value)
    const placeholder = { text: placeholderOf(token), token }
    const entry = known.entries.get(token) ?? used.get(token)
    const text = entry === undefined ? null : surrogateFor(entry)
    if (text === null || isTakenNow(text)) return placeholder
    if ((keptOnes().get(text) ?? token) !== token) return placeholder
    keptOnes().set(text, token)
    return { text, token }
  }
  const standIn = ({ entity, operator }: Span, value: string): StandIn => {
    switch (operator) {
      case 'pseudonymise': {
        const token = tokenFor(entity, value)
        return { text: placeholderOf(token), token }
      }
      case 'surrogate':
        return surrogate(entity, value)
      case 'hash':
        // Without a key the configuration and the directives are refused; this is for what no one foresaw.
        return { text: hash === null ? redact(entity) : hash(entity, identify(entity, value)), token: '' }
      case 'mask':
        return { text: mask(value), token: '' }
      default:
        return { text: redact(entity), token: '' }
    }
  }
  const surrogates = (): ReadonlyMap<string, string> => {
    if (kept === null && ![...known.entries.values()].some(({ entity }) => operatorFor(entity) === 'surrogate'))
      return NONE
    return keptOnes()
  }
  return { standIn, surrogates }
}

const NONE: ReadonlyMap<string, string> = new Map()

type Rulings = {
  readonly operatorFor: (entity: string) => Operator
  readonly surrogateFor: SurrogateFor
  readonly isTaken: (text: string) => boolean
}

/** The surrogates of entries, to their tokens. A text that would be two identities' is nobody's. */
export const surrogatesOf = (
  entries: Iterable<MapEntry>,
  { operatorFor, surrogateFor, isTaken }: Rulings,
): Map<string, string> => {
  const tokens = new Map<string, string>()
  const shared = new Set<string>()
  for (const entry of entries) {
    const text = operatorFor(entry.entity) === 'surrogate' ? surrogateFor(entry) : null
    if (text === null || isTaken(text)) continue
    if (tokens.has(text)) shared.add(text)
    else tokens.set(text, entry.token)
  }
  for (const text of shared) tokens.delete(text)
  return tokens
}
