import type { Eventually } from './mapping/store/eventually.js'
import type { ThreadScope } from './mapping/store/store.js'
import type { Runtime } from './runtime.js'
import type { Scope } from './sent.js'
import type { ThreadMap } from './types.js'

/** The scope of a request that can have a stored thread: it names one, and its caller is known. */
export const threadOf = ({ caller, space }: Scope, thread: string | null): ThreadScope | null =>
  caller === null || thread === null ? null : { caller, space, thread }

export const readThread = ({ store }: Runtime, scope: Scope): Eventually<ThreadMap | undefined> => {
  const thread = threadOf(scope, scope.thread)
  return thread === null ? undefined : store.read(thread)
}
