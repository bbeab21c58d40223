import type { MapEntry, ThreadMap } from '../../types.js'
import type { Eventually } from './eventually.js'

/** Whose thread. A request without a caller never reaches a store. */
export type ThreadScope = { readonly caller: string; readonly space: string; readonly thread: string }

/** `count` numbers of one entity, each above `above`: the highest number that the request knew of. */
export type NumberWish = { readonly entity: string; readonly count: number; readonly above: number }

/** A thread as it once was, by the name of that state: empty where there was none. */
export type Seen = { readonly map: ThreadMap | undefined; readonly state: string }

/** What one request adds to its thread. With `seen`, nothing is done to a thread that is in another state by now. */
export type Addition = {
  readonly wishes: readonly NumberWish[]
  readonly entries: readonly MapEntry[]
  readonly seen?: Seen
}

/**
 * `firsts` are the first numbers of the blocks `[first, first + count)`, which are the caller's whatever follows.
 * Where one of them is not `above + 1`, another request was quicker: nothing else was stored (`isStored` false), and the
 * entries must be made anew. `conflicts` are tokens that stand for another identity, `dropped` counts entries over the limit.
 * `now` is the thread where it was not as `seen`.
 */
export type Added = {
  readonly firsts: readonly number[]
  readonly isStored: boolean
  readonly conflicts: readonly string[]
  readonly dropped: number
  readonly now?: Seen
}

/** What is to be forgotten. Without `caller`: of all callers. `holds` chooses entries (a data subject); without it all go. */
export type Erasure = {
  readonly caller?: string
  readonly space?: string
  readonly thread?: string
  readonly holds?: (entry: MapEntry) => boolean
}

export type Erased = { readonly threads: number; readonly entries: number }

/**
 * Maps by caller, space and thread. Numbers outlive values: a thread that has expired or was erased keeps its high-water
 * marks for `numbersTtlMs`, so that a number which stands in the backend's history never gets a second value.
 */
export type ThreadStore = {
  /** An immutable snapshot, undefined for a thread that is not known. One that has expired has numbers and no entries. */
  readonly read: (scope: ThreadScope) => Eventually<ThreadMap | undefined>
  /**
   * The thread as this process left it, without asking anybody; undefined where that cannot be said. What is made of it must be
   * confirmed by an addition that has `seen`. Absent where `read` is as quick.
   */
  readonly recall?: (scope: ThreadScope) => Seen | undefined
  /**
   * Reserves numbers and stores entries in one atomic, durable step. A number is handed out once in the life of a thread,
   * used or not. What is stored stays: a known token keeps its identity and its first surface form.
   */
  readonly add: (scope: ThreadScope, addition: Addition) => Eventually<Added>
  /** Counts as a use of the thread: its TTL begins anew. */
  readonly touch: (scope: ThreadScope) => Eventually<void>
  /** Forgets values, and the references of the same scope (of the caller, where only some values go); numbers stay taken. */
  readonly erase: (what: Erasure) => Eventually<Erased>
  /** Keeps a header value for its caller under an id. */
  readonly keep: (scope: ReferenceScope, id: string, value: string) => Eventually<void>
  readonly kept: (caller: string, id: string) => Eventually<string | undefined>
  /** Threads held, or undefined where counting them is not ours. */
  readonly size: () => number | undefined
  /** Removes what has expired and returns how many threads went. Call it on a timer: expired values must not linger. */
  readonly sweep: () => Eventually<number>
  readonly close: () => Promise<void>
}

export type ReferenceScope = { readonly caller: string; readonly space: string; readonly thread: string | null }

/** Life of what is stored, and how much of it there may be. */
export type StoreLimits = {
  /** Values and references expire this long after their last use. */
  readonly ttlMs: number
  /** High-water marks expire this long after their last use. */
  readonly numbersTtlMs: number
  readonly maxEntriesPerThread: number
}

export const EMPTY_THREAD: ThreadMap = { entries: new Map(), tokenOf: new Map(), highWater: new Map() }

export const NO_ADDITION: Added = { firsts: [], isStored: true, conflicts: [], dropped: 0 }

/** The store did not do what was asked; `code` says what went wrong and never quotes data. */
export class StoreError extends Error {
  constructor(readonly code: 'store_unreachable' | 'store_timeout' | 'store_refused' | 'store_unreadable') {
    super(code)
    this.name = 'StoreError'
  }
}
