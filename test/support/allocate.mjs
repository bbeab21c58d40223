/**
 * Allocates numbers in a store as fast as it can, from a process of its own that a test may kill.
 * argv: folder of the built product, vault, seal key, name of this run, allocations, threads, at once, `all` or `numbers`.
 * Writes `r THREAD NUMBER` when a number is reserved and `c THREAD NUMBER VALUE` when its value is stored, before it goes on.
 */
import { writeSync } from 'node:fs'
import { join } from 'node:path'

const [dist, vault, sealKey, name, count, threads, atOnce, what] = process.argv.slice(2)
const { openStore } = await import(join(dist, 'mapping/store/open.js'))
const opened = await openStore({
  vault,
  seal_key: sealKey,
  seal_key_retired: [],
  threads: {
    ttl_seconds: 3600,
    numbers_ttl_seconds: 36_000,
    max_threads: 1000,
    max_entries: 1_000_000,
    timeout_ms: 60_000,
  },
})
if ('problem' in opened) throw new Error(opened.problem)
const { store } = opened
const say = (line) => writeSync(1, `${line}\n`)

let next = 0
const work = async () => {
  while (next < Number(count)) {
    const index = next++
    const thread = `thread-${index % Number(threads)}`
    const scope = { caller: 'caller', space: 'space', thread }
    const { firsts } = await store.add(scope, { wishes: [{ entity: 'EMAIL', count: 1, above: 0 }], entries: [] })
    const number = firsts[0]
    say(`r ${thread} ${number}`)
    if (what === 'numbers') continue
    const value = `${name}-${index}@corp.org`
    const entry = { token: `EMAIL_${number}`, entity: 'EMAIL', key: value, value }
    const { conflicts } = await store.add(scope, { wishes: [], entries: [entry] })
    say(conflicts.length === 0 ? `c ${thread} ${number} ${value}` : `x ${thread} ${number}`)
  }
}
say('ready')
await Promise.all(Array.from({ length: Number(atOnce) }, work))
await store.close()
say('done')
