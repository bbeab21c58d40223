import { Redis } from 'ioredis'
import { StoreError } from './store.js'
import { ADD, FORGET, LOOKUP, RESEAL } from './valkey-scripts.js'

type Argument = string | number | Buffer
type Script = (...args: Argument[]) => Promise<unknown>

/** What the store asks of a server. Everything rejects in time, with a StoreError that quotes nothing. */
export type ValkeyClient = {
  readonly add: Script
  readonly lookup: Script
  readonly forget: Script
  readonly reseal: Script
  /** Entries and numbers of a thread, whose lives begin anew, in one round trip. */
  readonly read: (keys: ThreadKeys, ttlMs: number, numbersTtlMs: number) => Promise<readonly [Fields, Fields]>
  readonly touch: (keys: ThreadKeys, ttlMs: number, numbersTtlMs: number) => Promise<void>
  readonly fields: (key: string) => Promise<Fields>
  readonly set: (key: string, value: Buffer, ttlMs: number) => Promise<void>
  readonly get: (key: string) => Promise<Buffer | null>
  readonly addField: (key: string, field: string, value: Buffer) => Promise<void>
  readonly remove: (key: string) => Promise<number>
  readonly scan: (prefix: string) => AsyncIterable<readonly string[]>
  readonly close: () => Promise<void>
}

export type ThreadKeys = { readonly entries: string; readonly numbers: string }
export type Fields = Readonly<Record<string, Buffer>>

export type ValkeyClientOptions = { readonly url: string; readonly timeoutMs: number }

type Scripted = Redis & Record<'ccAddBuffer' | 'ccLookupBuffer' | 'ccForget' | 'ccReseal', Script>

const SCAN_COUNT = 500
const MAX_RETRY_MS = 1000
const DISCONNECT_MS = 50

/** `valkey:` is `redis:` by another name, and so with TLS. */
const toRedisUrl = (url: string): string => url.replace(/^valkey/, 'redis')

const toStoreError = (error: unknown): StoreError => {
  const { name = '', message = '' } = error as { name?: string; message?: string }
  if (message === 'Command timed out') return new StoreError('store_timeout')
  return new StoreError(name === 'ReplyError' ? 'store_refused' : 'store_unreachable')
}

/** A client that never queues what it cannot send, so that a store that is down is known at once. */
export const createValkeyClient = ({ url, timeoutMs }: ValkeyClientOptions): ValkeyClient => {
  const redis = new Redis(toRedisUrl(url), {
    lazyConnect: true,
    enableOfflineQueue: false,
    // A script that was sent may have run: sending it again is for the caller to decide.
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    connectTimeout: timeoutMs,
    disconnectTimeout: DISCONNECT_MS,
    commandTimeout: timeoutMs,
    retryStrategy: (times) => Math.min(times * 50, MAX_RETRY_MS),
    scripts: {
      ccAdd: { numberOfKeys: 2, lua: ADD },
      ccLookup: { numberOfKeys: 1, lua: LOOKUP },
      ccForget: { numberOfKeys: 1, lua: FORGET },
      ccReseal: { numberOfKeys: 1, lua: RESEAL },
    },
  }) as Scripted
  // Each command tells its own failure; without a listener the library would print.
  redis.on('error', () => {})
  let connecting: Promise<void> | null = null
  /** The first connection is waited for; a lost one is the library's to restore, and until then commands fail at once. */
  const ready = (): Promise<void> | undefined => {
    if (redis.status === 'ready') return undefined
    if (redis.status === 'wait' || redis.status === 'end') connecting = redis.connect()
    return connecting ?? undefined
  }
  const bounded = async <T>(run: () => Promise<T>): Promise<T> => {
    try {
      const connected = ready()
      if (connected !== undefined) await inTime(connected, timeoutMs)
      return await run()
    } catch (error) {
      const known = error instanceof StoreError ? error : toStoreError(error)
      // An answer that is overdue may still come, or never: on a new connection no answer can be taken for another one.
      if (known.code === 'store_timeout') redis.disconnect(true)
      throw known
    }
  }
  const life = ({ entries, numbers }: ThreadKeys, ttlMs: number, numbersTtlMs: number) =>
    redis.pipeline().pexpire(entries, ttlMs).pexpire(numbers, numbersTtlMs)

  return {
    add: (...args) => bounded(() => redis.ccAddBuffer(...args)),
    lookup: (...args) => bounded(() => redis.ccLookupBuffer(...args)),
    forget: (...args) => bounded(() => redis.ccForget(...args)),
    reseal: (...args) => bounded(() => redis.ccReseal(...args)),
    read: (keys, ttlMs, numbersTtlMs) =>
      bounded(async () => {
        const piped = life(keys, ttlMs, numbersTtlMs).hgetallBuffer(keys.entries).hgetallBuffer(keys.numbers)
        const replies = (await piped.exec()) ?? []
        for (const [error] of replies) if (error !== null) throw error
        return [replies[2]?.[1] as Fields, replies[3]?.[1] as Fields] as const
      }),
    touch: (keys, ttlMs, numbersTtlMs) =>
      bounded(async () => {
        for (const [error] of (await life(keys, ttlMs, numbersTtlMs).exec()) ?? []) if (error !== null) throw error
      }),
    fields: (key) => bounded(() => redis.hgetallBuffer(key)),
    set: (key, value, ttlMs) => bounded(async () => void (await redis.set(key, value, 'PX', ttlMs))),
    get: (key) => bounded(() => redis.getBuffer(key)),
    addField: (key, field, value) => bounded(async () => void (await redis.hsetnx(key, field, value))),
    remove: (key) => bounded(() => redis.unlink(key)),
    scan: async function* (prefix) {
      let cursor = '0'
      do {
        const [next, keys] = await bounded(() => redis.scan(cursor, 'MATCH', `${prefix}*`, 'COUNT', SCAN_COUNT))
        cursor = next
        if (keys.length > 0) yield keys
      } while (cursor !== '0')
    },
    close: async () => {
      redis.disconnect()
    },
  }
}

const inTime = (connected: Promise<void>, timeoutMs: number): Promise<void> =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new StoreError('store_timeout')), timeoutMs)
    connected.then(resolve, () => reject(new StoreError('store_unreachable'))).finally(() => clearTimeout(timer))
  })
