import { execFile, spawnSync } from 'node:child_process'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startDemoBackend } from '../../src/demo/backend.js'
import { startGateway, type TestGateway } from '../support/gateway.js'

const run = promisify(execFile)
const has = (program: string, ...args: string[]): boolean => spawnSync(program, args).status === 0

let demo: Awaited<ReturnType<typeof startDemoBackend>>
let gateway: TestGateway

beforeAll(async () => {
  demo = await startDemoBackend({ host: '127.0.0.1', port: 0 })
  gateway = await startGateway(demo.url, { mapping: { client: 'plain', upstream: 'plain' } })
}, 60_000)
afterAll(async () => {
  await gateway.close()
  await demo.close()
})

/** The examples that the API guide prints; only the host is changed. */
describe("the API guide's own examples", () => {
  it.skipIf(!has('curl', '--version'))('curl: 200 (skipped where there is no curl)', async () => {
    const { stdout } = await run('curl', [
      ...['-s', '-o', '/dev/null', '-w', '%{http_code}', '-X', 'POST', gateway.chatUrl],
      ...['-H', 'Content-Type: application/json', '-H', 'X-API-Key: your_api_key'],
      ...['-H', 'X-Pii-Mapping: your_pii_mapping', '-d', '{\n  "message": "Hello, world!"\n}'],
    ])
    expect(stdout).toBe('200')
  })

  it.skipIf(!has('python3', '-c', 'import requests'))(
    'python requests: 200 (skipped where there is no python3 with requests)',
    async () => {
      const script = [
        'import requests',
        `url = "${gateway.chatUrl}"`,
        'headers = {',
        '    "Content-Type": "application/json",',
        '    "X-API-Key": "your_api_key",',
        '    "X-Pii-Mapping": "your_pii_mapping"',
        '}',
        'data = {',
        '    "message": "Hello, world!"',
        '}',
        'response = requests.post(url, headers=headers, json=data)',
        'if response.status_code == 200:',
        '    print("Message sent successfully!")',
        'else:',
        '    print("Failed to send message:", response.status_code)',
      ].join('\n')
      const { stdout } = await run('python3', ['-c', script])
      expect(stdout.trim()).toBe('Message sent successfully!')
    },
  )
})
