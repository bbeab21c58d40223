import type { MapEntry, ThreadMap } from '../../types.js'

/** Whose thread. A request without a caller never reaches a store. */
export type ThreadScope = { readonly caller: string; readonly space: string; readonly thread: string }

/** `count` numbers of one entity, each above `above` (the highest number of the maps that the caller sent). */
export type NumberWish = { readonly entity: string; readonly count: number; readonly above: number }

/** What a commit did not store: `conflicts` are tokens that stand for another identity, `dropped` counts entries over the thread's limit. */
export type Committed = { readonly conflicts: readonly string[]; readonly dropped: number }

/** A store may answer at once (memory) or later (disk, network). */
export type Eventually<T> = T | Promise<T>

/**
 * Maps by caller, space and thread. Everything that computes on a map takes the plain `ThreadMap`, so only the joining code
 * (`await store.read(scope)`) knows whether a store answers at once.
 */
export type ThreadStore = {
  /** An immutable snapshot, undefined for a thread that is not known or has expired. */
  readonly read: (scope: ThreadScope) => Eventually<ThreadMap | undefined>
  /** First number of each wish's block `[first, first + count)`. A number is handed out once in the life of a thread, used or not. */
  readonly reserve: (scope: ThreadScope, wishes: readonly NumberWish[]) => Eventually<readonly number[]>
  /** Adds entries. What is stored stays: a known token keeps its identity and its first surface form. */
  readonly commit: (scope: ThreadScope, entries: Iterable<MapEntry>) => Eventually<Committed>
}
