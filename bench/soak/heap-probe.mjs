/** Loaded into the gateway's process with `--import` and `--expose-gc`: answers how much of the heap is left after a collection. */
const ROUNDS = 4

process.on('message', async () => {
  for (let round = 0; round < ROUNDS; round++) {
    globalThis.gc()
    await new Promise((resolve) => setImmediate(resolve))
  }
  const { heapUsed, rss } = process.memoryUsage()
  process.send({ heapUsed, rss })
})
// The gateway ends when it is told to, not when nobody asks any more.
process.channel?.unref()
