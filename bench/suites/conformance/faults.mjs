import { appendFileSync, cpSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { runProgram } from './programs.mjs'

const ROOT = join(import.meta.dirname, '../../..')
const BROKEN_RULE = 'rules:\n  - id: broken\n    patterns: [{ regex: "(" }]\n'

/**
 * The faults: what breaks the gateway's surroundings, and what may then come back. `control` serves them to the benchmark's
 * shell commands as `/name/before` and `/name/after`.
 */
export const createFaults = async ({ folder, gateway, configText }) => {
  const rules = join(folder, 'rules')
  const broken = join(rules, 'broken.yaml')
  const config = join(folder, 'config.yaml')
  cpSync(join(ROOT, 'rules'), rules, { recursive: true })
  const key = await runProgram(process.execPath, [join(ROOT, 'dist/main.js'), 'keys', 'audit'])
  const keyFile = join(folder, 'audit-key.pem')
  writeFileSync(keyFile, key.output, { mode: 0o600 })
  const audit = { sink: 'file', log_file: join(folder, 'audit.log'), key_file: keyFile, required: true }
  writeFileSync(config, `${configText}rules: ${rules}\naudit: ${JSON.stringify(audit)}\n`)
  const limitFiles = async (bytes) => {
    const { code, output } = await runProgram('prlimit', ['--pid', gateway.pid(), `--fsize=${bytes}:`])
    if (code !== 0) throw new Error(output)
  }

  const faults = {
    // A rule file is broken while the gateway runs: the rules that it has go on.
    'rules-broken': {
      expect: ['refuse', 'restore'],
      before: async () => {
        writeFileSync(broken, BROKEN_RULE)
        await gateway.waitFor(({ text }) => text.includes('reload_failed'))
      },
      after: async () => {
        rmSync(broken)
        appendFileSync(join(rules, 'README.md'), '\n')
        await gateway.waitFor(({ text }) => !text.includes('reload_failed'))
      },
    },
    // No file of the process may grow, as on a full disk: without its audit record nothing may be forwarded.
    'audit-log-full': {
      expect: ['refuse'],
      before: () => limitFiles(1),
      after: () => limitFiles('unlimited'),
    },
  }
  const control = createServer(async ({ url }, response) => {
    const [, name, hook] = url.split('/')
    try {
      await faults[name][hook]()
      response.end()
    } catch (error) {
      response.writeHead(500).end(String(error))
    }
  })
  await new Promise((resolve) => control.listen(0, '127.0.0.1', resolve))
  const { port } = control.address()
  return {
    config,
    /** As the benchmark's configuration lists them. */
    listed: Object.entries(faults).map(([name, { expect }]) => {
      const call = (hook) =>
        `${process.execPath} -e "fetch('http://127.0.0.1:${port}/${name}/${hook}').then((r) => process.exit(r.ok ? 0 : 1))"`
      return { name, before: call('before'), after: call('after'), expect }
    }),
    close: () => control.close(),
  }
}
