import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { freePort } from '../../processes.mjs'
import { createFaults } from './faults.mjs'
import { createGateway } from './gateway.mjs'
import { runProgram } from './programs.mjs'

const ROUTES = [
  { protocol: 'openai-chat', path: '/v1/chat/completions' },
  { protocol: 'anthropic-messages', path: '/v1/messages' },
]

/** Runs canarywire with each seed over both protocols, faults included. Returns a row for each seed. */
export const runCanarywire = async ({ bin, folder, seeds, configText }) => {
  const [upstreamPort, port, adminPort] = [await freePort(), await freePort(), await freePort()]
  mkdirSync(folder, { recursive: true })
  const gateway = createGateway({ upstreamPort, port, adminPort })
  const faults = await createFaults({ folder, gateway, configText })
  const capture = `127.0.0.1:${upstreamPort}`
  const file = join(folder, 'canarywire.json')
  // JSON is YAML.
  writeFileSync(
    file,
    JSON.stringify({
      capture: { url: `http://${capture}` },
      target: { base_url: `http://127.0.0.1:${port}`, routes: ROUTES },
      timeouts: { fault_command: 180 },
      faults: faults.listed,
    }),
  )
  const program = join(bin, 'canarywire')
  const rows = []
  const served = await runProgram(program, ['serve', '--detach', '--config', file, '--listen', capture], {
    cwd: folder,
  })
  if (served.code !== 0) throw new Error(`canarywire serve failed:\n${served.output}`)
  try {
    await gateway.start(faults.config)
    for (const seed of seeds) {
      const out = join(folder, `seed-${seed}`)
      const { code, output } = await runProgram(program, ['run', '--config', file, '--seed', seed, '--out', out])
      const report = join(out, 'report.json')
      rows.push({ seed, code, attacks: existsSync(report) ? countStatuses(report) : {}, output })
    }
  } finally {
    await gateway.stop()
    faults.close()
    await runProgram(program, ['stop', '--config', file], { cwd: folder })
  }
  return rows
}

const countStatuses = (report) => {
  const { attacks } = JSON.parse(readFileSync(report, 'utf8'))
  const counts = {}
  for (const { status } of attacks) counts[status] = (counts[status] ?? 0) + 1
  return counts
}
