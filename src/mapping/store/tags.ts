import { createHmac } from 'node:crypto'
import { identityOf } from '../../token.js'
import type { MapEntry } from '../../types.js'
import type { Erasure, ReferenceScope, ThreadScope } from './store.js'

/**
 * Names by which a store knows things: HMAC-SHA256 under the store's lookup key, cut to what a name needs. Nobody without the
 * key can say which caller, space, thread, entity or value a record is about, or try guesses.
 */
export type Tags = {
  /** 32 bytes: caller (8), space of the caller (8), thread (16). A prefix names all threads of a caller or a space. */
  readonly thread: (scope: ThreadScope) => Buffer
  readonly reference: (caller: string, id: string) => Buffer
  /** Where a reference belongs: the thread's name, or that of the space where there is no thread. */
  readonly owner: (scope: ReferenceScope) => Buffer
  /** The prefix of the names of all threads that an erasure can mean. */
  readonly prefix: (what: Erasure) => Buffer
  readonly entity: (name: string) => string
  /** The entity of a tag that this process has made; undefined for others. */
  readonly entityOf: (tag: string) => string | undefined
  readonly token: (thread: Buffer, token: string) => Buffer
  readonly identity: (thread: Buffer, entry: MapEntry) => Buffer
}

export const THREAD_TAG_BYTES = 32
export const ENTITY_TAG_BYTES = 8
export const CALLER_TAG_BYTES = 8
const SPACE_TAG_BYTES = 8
const ENTRY_TAG_BYTES = 12
const MAX_REMEMBERED = 10_000
/** Threads that are in use at one time: a request names its thread several times. */
const MAX_REMEMBERED_THREADS = 1000

/** The last results of a pure function: most requests come from callers and threads that were seen a moment ago. */
const remembered = <T>(make: (name: string) => T, max = MAX_REMEMBERED): ((name: string) => T) => {
  const known = new Map<string, T>()
  return (name) => {
    const hit = known.get(name)
    if (hit !== undefined) return hit
    if (known.size >= max) known.clear()
    const made = make(name)
    known.set(name, made)
    return made
  }
}

export const createTags = (lookupKey: Buffer): Tags => {
  const mac = (purpose: string, text: string, bytes: number): Buffer =>
    createHmac('sha256', lookupKey).update(`${purpose}\0${text}`).digest().subarray(0, bytes)
  const macOf = (purpose: string, place: Buffer, text: string): Buffer =>
    createHmac('sha256', lookupKey)
      .update(`${purpose}\0`)
      .update(place)
      .update(text)
      .digest()
      .subarray(0, ENTRY_TAG_BYTES)
  const callerTag = remembered((caller) => mac('caller', caller, CALLER_TAG_BYTES))
  const spaceTag = remembered((key) => mac('space', key, SPACE_TAG_BYTES))
  const spacePrefix = (caller: string, space: string): Buffer =>
    Buffer.concat([callerTag(caller), spaceTag(JSON.stringify([caller, space]))])
  const threadTag = remembered((key) => {
    const [caller, space] = JSON.parse(key) as [caller: string, space: string]
    // Not cut from the pool of small buffers: what is remembered would keep the whole of it.
    const tag = Buffer.allocUnsafeSlow(THREAD_TAG_BYTES)
    const at = spacePrefix(caller, space).copy(tag)
    mac('thread', key, THREAD_TAG_BYTES - at).copy(tag, at)
    return tag
  }, MAX_REMEMBERED_THREADS)
  const thread = ({ caller, space, thread: name }: ThreadScope): Buffer =>
    threadTag(JSON.stringify([caller, space, name]))
  const entities = new Map<string, string>()
  const entity = remembered((name) => {
    const tag = mac('entity', name, ENTITY_TAG_BYTES).toString('latin1')
    if (entities.size >= MAX_REMEMBERED) entities.clear()
    entities.set(tag, name)
    return tag
  })
  return {
    thread,
    reference: (caller, id) => Buffer.concat([callerTag(caller), mac('reference', JSON.stringify([caller, id]), 16)]),
    owner: ({ caller, space, thread: name }) =>
      name === null
        ? Buffer.concat([spacePrefix(caller, space), Buffer.alloc(16)])
        : thread({ caller, space, thread: name }),
    prefix: ({ caller, space, thread: name }) => {
      if (caller === undefined) return Buffer.alloc(0)
      if (space === undefined) return callerTag(caller)
      return name === undefined ? spacePrefix(caller, space) : thread({ caller, space, thread: name })
    },
    entity,
    entityOf: (tag) => entities.get(tag),
    token: (place, token) => macOf('token', place, token),
    identity: (place, { entity: type, key }) => macOf('identity', place, identityOf(type, key)),
  }
}
