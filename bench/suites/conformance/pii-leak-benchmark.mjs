import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { freePort } from '../../processes.mjs'
import { createGateway } from './gateway.mjs'
import { runProgram } from './programs.mjs'

const SEED = 'a1b2c3d4e5f60001'

/** Runs both profiles of pii-leak-benchmark; the second one also with cuts at every offset. */
export const runPiiLeakBenchmark = async ({ bin, folder, configText }) => {
  const [upstreamPort, port, adminPort] = [await freePort(), await freePort(), await freePort()]
  mkdirSync(folder, { recursive: true })
  const config = join(folder, 'config.yaml')
  writeFileSync(config, configText)
  const gateway = createGateway({ upstreamPort, port, adminPort })
  await gateway.start(config)
  const base = `http://127.0.0.1:${port}/v1`
  try {
    const first = join(folder, 'v1.json')
    const args = ['--target-base-url', base, '--capture-port', upstreamPort, '--json-out', first]
    await runProgram(join(bin, 'pii-leak-benchmark'), args)
    const { checks } = JSON.parse(readFileSync(first, 'utf8'))
    const v1 = Object.entries(checks).map(([name, { passed }]) => ({ name, passed }))
    const v2 = []
    for (const oracle of ['midpoint', 'exhaustive-2-part']) {
      const out = join(folder, oracle)
      const summary = join(folder, `${oracle}.json`)
      const target = [
        '--only',
        'coatcheck',
        '--gateway-url',
        `${base}/chat/completions`,
        '--upstream-port',
        upstreamPort,
      ]
      const how = ['--seed', SEED, '--oracle', oracle, '--out', out, '--json-out', summary]
      await runProgram(join(bin, 'pii-leak-benchmark-v2'), [...target, ...how])
      v2.push({ oracle, ...JSON.parse(readFileSync(summary, 'utf8')).rows[0] })
    }
    return { v1, v2 }
  } finally {
    await gateway.stop()
  }
}
