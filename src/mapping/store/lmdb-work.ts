import { StoreError } from './store.js'

/** What of a database a scan needs. */
type Keys = { readonly getKeys: (range: { start: Buffer; limit: number }) => Iterable<Buffer> }

/** Scans let other work in after so many records. */
const SLICE = 500

/** Keys with a prefix, in slices, with other work let in between. */
export async function* slices(database: Keys, prefix: Buffer): AsyncGenerator<readonly Buffer[]> {
  let start: Buffer = prefix
  let isFirst = true
  for (;;) {
    const found: Buffer[] = []
    for (const key of database.getKeys({ start, limit: SLICE + 1 })) {
      const copy = Buffer.from(key)
      if (!copy.subarray(0, prefix.length).equals(prefix)) break
      if (isFirst || !copy.equals(start)) found.push(copy)
    }
    if (found.length === 0) return
    yield found
    start = found.at(-1)!
    isFirst = false
    await new Promise((resolve) => setImmediate(resolve))
  }
}

/** Rejects with StoreError `store_timeout` in time, or with `store_refused` for what the database itself refuses. */
export const withTimeout = <T>(work: Promise<T>, timeoutMs: number): Promise<T> =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new StoreError('store_timeout')), timeoutMs)
    work.then(
      (value) => {
        clearTimeout(timer)
        resolve(value)
      },
      (error: unknown) => {
        clearTimeout(timer)
        reject(error instanceof StoreError ? error : new StoreError('store_refused'))
      },
    )
  })
