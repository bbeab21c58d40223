import { fileURLToPath } from 'node:url'
import { CheckFailed } from '../check.mjs'
import { median } from '../interleave.mjs'
import { GATEWAY_CORE, runToEnd } from '../processes.mjs'

const SCRIPT = fileURLToPath(new URL('../micro/stream-cpu.mjs', import.meta.url))
/** Least CPU time of the web TransformStream for each of ours. */
export const STREAM_CPU_FLOOR = 2.5

/** CPU time of an event, ours and the web TransformStream's, in one process: `[{ name, micros: { G, W }, ratio }]`. */
export const runStreamCpu = async ({ options, progress, gateways: [{ root }] }) => {
  progress('stream-cpu')
  const args = [SCRIPT, root, ...(options.isQuick ? ['1', '2'] : ['11', '150'])]
  const { stdout, code } = await runToEnd(process.execPath, args, { core: GATEWAY_CORE })
  if (code !== 0) throw new CheckFailed(`the cost of streams could not be measured: ${stdout.slice(-600)}`)
  return JSON.parse(stdout).figures.map(({ name, micros }) => ({
    name,
    micros,
    ratio: median(micros.G.map((own, round) => micros.W[round] / own)),
  }))
}
