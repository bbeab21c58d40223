import { fileURLToPath } from 'node:url'
import { CheckFailed } from '../check.mjs'
import { median } from '../interleave.mjs'
import { GATEWAY_CORE, runToEnd } from '../processes.mjs'

const SCRIPT = fileURLToPath(new URL('../micro/run.mjs', import.meta.url))

/** Microseconds of single functions, for each build: `{ G: [{ name, ceiling, micros, samples }], … }`. */
export const runMicro = async (bench) => {
  const [rounds, sampleMs] = bench.options.isQuick ? [1, 2] : [15, 20]
  const figures = {}
  for (const { id, label, root } of bench.gateways) {
    bench.progress(`micro: ${label}`)
    const args = [SCRIPT, root, String(rounds), String(sampleMs)]
    const { stdout, code } = await runToEnd(process.execPath, args, { core: GATEWAY_CORE })
    if (code !== 0) throw new CheckFailed(`micro benchmarks of ${label} failed: ${stdout.slice(-600)}`)
    figures[id] = JSON.parse(stdout).figures.map((each) => ({
      ...each,
      samples: each.micros,
      micros: median(each.micros),
    }))
  }
  return figures
}
