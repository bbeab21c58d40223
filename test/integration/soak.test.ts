import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { availableEngine } from '../support/gateway.js'
import { buildProduct } from './cli-process.js'

type Checks = {
  readonly createLeakFinder: (values: readonly string[]) => (text: string) => number
  readonly faultOf: (sent: { readonly tenant: string; readonly text: string }, answer: string) => string | null
  readonly growthOf: (heaps: readonly number[], requests: number) => number | null
}

const SOAK = join(import.meta.dirname, '../../bench/soak')

describe('the checks of the soak', () => {
  let checks: Checks
  beforeAll(async () => {
    checks = await import(join(SOAK, 'checks.mjs'))
  })

  it.each([
    'to mara.farrow1234.t7@example.com.',
    '{"message":"to mara.farrow1234.t7@example.com"}',
    '{"a":["MARA.FARROW1234.T7@EXAMPLE.COM"]}',
    'call (415) 555-0123.',
    '{"x":"+44 20 7946 0958"}',
  ])('find a value in %s', (text) => {
    const find = checks.createLeakFinder(['mara.farrow1234.t7@example.com', '(415) 555-0123', '+44 20 7946 0958'])
    expect(find(text)).toBe(1)
    expect(find('{"message":"to <EMAIL_1>, call <PHONE_1> or (415) 555-0199"}')).toBe(0)
  })

  it('tell a wrong text and another tenant’s value from a right answer', () => {
    const sent = { tenant: 't7', text: 'to mara.farrow1234.t7@example.com' }
    expect(checks.faultOf(sent, `${sent.text} | <EMAIL_2>`)).toBeNull()
    expect(checks.faultOf(sent, `${sent.text} | mara.petrova1111.t7@example.com`)).toBeNull()
    expect(checks.faultOf(sent, 'to <EMAIL_1> | <EMAIL_2>')).toBe('mismatch')
    expect(checks.faultOf(sent, `${sent.text} | mara.petrova1111.t8@example.com`)).toBe('foreign')
  })

  it('judge the heap only where there is enough to judge', () => {
    expect(checks.growthOf([100, 104], 1000)).toBeNull()
    expect(checks.growthOf([100, 101, 104], 30_000)).toBeCloseTo(0.04)
  })
})

describe('npm run soak', () => {
  let product: ReturnType<typeof buildProduct>
  const folder = mkdtempSync(join(tmpdir(), 'coatcheck-soak-test-'))
  let engine: string
  beforeAll(async () => {
    product = buildProduct()
    engine = await availableEngine()
  }, 60_000)
  afterAll(() => {
    product.remove()
    rmSync(folder, { recursive: true, force: true })
  })

  const soak = (...args: string[]) => {
    const root = join(product.main, '../..')
    const rules = join(root, 'rules/core')
    const options = [
      '--no-build',
      '--json',
      '--root',
      root,
      '--rules',
      rules,
      '--engine',
      engine,
      '--state',
      join(folder, 'state.json'),
      ...args,
    ]
    const { status, stdout, stderr } = spawnSync(process.execPath, [join(SOAK, 'run.mjs'), ...options], {
      encoding: 'utf8',
    })
    return { status, stderr, figures: status === null || stdout === '' ? null : JSON.parse(stdout) }
  }

  it('runs in small: every request and stream right, and goes on where it stopped', () => {
    const clean = { failed: 0, mismatch: 0, foreign: 0, leaks: 0, held: true, growth: null }
    const first = soak('--requests', '300', '--streams', '60', '--tenants', '10', '--threads', '3', '--vault', 'lmdb')
    expect(first.stderr).toBe('')
    expect(first.figures).toMatchObject({ ...clean, requests: 300, streams: 60, arrived: 360, isWhole: true })
    expect(first.status).toBe(0)
    const more = soak('--requests', '400', '--streams', '80', '--tenants', '10', '--threads', '3', '--resume')
    expect(more.figures).toMatchObject({ ...clean, requests: 400, streams: 80, arrived: 120 })
  }, 120_000)
})
