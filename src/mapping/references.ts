import type { Caller } from '../types.js'
import { randomId } from './seal.js'
import { andThen, type Eventually } from './store/eventually.js'
import type { ThreadStore } from './store/store.js'

type Scope = { readonly caller: Caller; readonly space: string; readonly thread: string | null }

/**
 * Keeps a header value that was too long to send, for its caller. Returns its id at once and tells `pend` when it is stored;
 * null where there is no caller to keep it for.
 */
export const keepReference = (
  store: ThreadStore,
  { caller, space, thread }: Scope,
  { value, pend }: { readonly value: string; readonly pend: (work: Eventually<void>) => void },
): string | null => {
  if (caller === null) return null
  const id = randomId()
  pend(store.keep({ caller, space, thread }, id, value))
  return id
}

/** The values of the ids that are this caller's; the others are left out. */
export const readReferences = (
  store: ThreadStore,
  caller: string,
  ids: readonly string[],
): Eventually<ReadonlyMap<string, string>> => {
  const found = new Map<string, string>()
  return ids.reduce<Eventually<ReadonlyMap<string, string>>>(
    (before, id) =>
      andThen(before, () =>
        andThen(store.kept(caller, id), (value) => {
          if (value !== undefined) found.set(id, value)
          return found
        }),
      ),
    found,
  )
}
