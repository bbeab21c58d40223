import { spawn, spawnSync } from 'node:child_process'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { EXPECTED_ANSWER, EXPECTED_CALLS, PROMPT, RESULTS, SCHEMAS, STEPS } from './agent-task.js'
import { expectNothingLeaked, type Stage, startStage } from './stage.js'

const SCRIPT = fileURLToPath(new URL('agent.py', import.meta.url))
const PACKAGES = ['requests', 'openai', 'anthropic']

const has = (name: string): boolean => spawnSync('python3', ['-c', `import ${name}`]).status === 0

let stage: Stage
beforeAll(async () => {
  stage = await startStage()
}, 60_000)
afterAll(() => stage.close())

const runAgent = async (client: string): Promise<unknown> => {
  const python = spawn('python3', [SCRIPT], { stdio: ['pipe', 'pipe', 'inherit'] })
  python.stdin.end(JSON.stringify({ client, url: stage.gateway.url, prompt: PROMPT, tools: SCHEMAS, results: RESULTS }))
  return JSON.parse(await text(python.stdout))
}

describe('an agent in Python', () => {
  for (const name of PACKAGES)
    it.skipIf(!has(name))(`with ${name} (skipped where there is no python3 with ${name})`, async () => {
      stage.begin()
      expect(await runAgent(name)).toEqual({ answer: EXPECTED_ANSWER, calls: EXPECTED_CALLS })
      expectNothingLeaked(stage, STEPS.length)
    })
})
