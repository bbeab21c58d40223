import { rmSync } from 'node:fs'
import { interleave, warm } from '../interleave.mjs'
import { runWrk, writeBodies } from '../load/wrk.mjs'
import { createBodies } from '../traffic/bodies.mjs'
import { PATHS } from '../upstream/nginx.mjs'
import { checkBytes, verifyAll, verifySome } from './verify-chat.mjs'

const KB = 1024
const SMALL = 1000
const LARGE = 32 * KB
const KEY = 'bench-key-of-one-caller'

/** `floor` are the least ratios to the baselines; `addedMicros` the most that may be added to U's p50 at one connection. */
export const CHAT_CASES = [
  { name: 'values-1k', title: '1 KB, 2 to 3 values', kind: 'values', bytes: SMALL, floor: { H: 1.5, U: 0.42 } },
  { name: 'clean-1k', title: '1 KB, clean', kind: 'clean', bytes: SMALL, floor: { H: 2.2, U: 0.65 } },
  {
    name: 'repeated-1k',
    title: '1 KB, one repeated body, X-API-Key',
    kind: 'values',
    bytes: SMALL,
    key: KEY,
    repeats: true,
    floor: { U: 0.7 },
  },
  { name: 'known-1k', title: '1 KB, 200 known texts, X-API-Key', kind: 'values', bytes: SMALL, key: KEY },
  { name: 'unique-1k', title: '1 KB, every text new, X-API-Key', kind: 'unique', bytes: SMALL, key: KEY },
  { name: 'values-32k', title: '32 KB, 2 to 3 values', kind: 'values', bytes: LARGE },
  { name: 'dense-32k', title: '32 KB, 27 values', kind: 'dense', bytes: LARGE },
  { name: 'clean-32k', title: '32 KB, clean', kind: 'clean', bytes: LARGE },
  {
    name: 'repeated-32k',
    title: '32 KB, one repeated body, X-API-Key',
    kind: 'values',
    bytes: LARGE,
    key: KEY,
    repeats: true,
  },
  {
    name: 'added-values-1k',
    title: '1 KB, 2 to 3 values',
    kind: 'values',
    bytes: SMALL,
    connections: 1,
    addedMicros: 120,
  },
  { name: 'added-clean-1k', title: '1 KB, clean', kind: 'clean', bytes: SMALL, connections: 1, addedMicros: 80 },
]

const CONNECTIONS = 32

/** Verifies every body with every contender, measures them in turn, and verifies again. Returns the samples by contender. */
export const runChatCase = async (bench, chatCase) => {
  const { kind, bytes, key, repeats, connections = CONNECTIONS } = chatCase
  const bodies = createBodies(kind, bytes).slice(0, repeats ? 1 : undefined)
  const path = kind === 'clean' ? PATHS.clean : PATHS.values
  const bodiesFile = writeBodies(bodies)
  try {
    const wireBytes = {}
    for (const contender of bench.contenders) {
      bench.progress(`${chatCase.name}: checking ${contender.label}`)
      wireBytes[contender.id] = await verifyAll(contender, { bodies, path, key, recorder: bench.recorder })
    }
    const measure = async ({ id, port }, seconds = bench.options.seconds) => {
      const script = repeats ? 'repeat' : 'rotate'
      const sampled = await runWrk({ port, script, path, bodiesFile, key, connections, seconds })
      checkBytes(sampled, wireBytes[id], { connections, id })
      return sampled
    }
    for (const contender of bench.contenders) {
      bench.progress(`${chatCase.name}: warming ${contender.label}`)
      await warm(contender, () => measure(contender, bench.options.warmSeconds), bench.options.warmRounds)
    }
    const samples = await interleave(bench.contenders, measure, bench.pacing(chatCase.name))
    for (const contender of bench.contenders) await verifySome(contender, { bodies, path, key })
    return samples
  } finally {
    rmSync(bodiesFile)
  }
}
