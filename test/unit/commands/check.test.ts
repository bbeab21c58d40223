import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { runCheck } from '../../../src/commands/check.js'
import { fakeShell } from './fake-shell.js'
import { fewRules } from './few-rules.js'

const folder = mkdtempSync(join(tmpdir(), 'coatcheck-check-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const rules = fewRules(folder)

const check = async (config: string) => {
  const file = join(folder, 'config.yaml')
  writeFileSync(file, config)
  const { shell, written } = fakeShell()
  const code = await runCheck({ flags: { config: file, engine: 're2js', rules } }, shell)
  return { code, ...written }
}

describe('runCheck', () => {
  it('says what was checked, without colour where it is piped', async () => {
    const { code, out, err } = await check('policy: { operators: { EMAIL: mask } }\n')
    expect([code, err]).toEqual([0, ''])
    expect(out).toMatch(/^ok configuration\nok rules: \d+ rules for \d+ entities, tests passed \(re2js, \d+ ms\)\n/)
    expect(out).toMatch(/sha256:[0-9a-f]{64}/)
  })

  it('lists the problems of the configuration', async () => {
    const { code, out, err } = await check('prot: 1\nhost: 0.0.0.0\n')
    expect(code).toBe(1)
    expect(err).toContain('config.yaml:1 prot: unknown key; did you mean "port"?')
    expect(err).toContain('auth.mode: must be set')
    expect(out).toContain('2 problems')
  })

  it('refuses an operator for an entity that no rule finds (F83)', async () => {
    const { code, err } = await check('policy: { operators: { EMIAL: block } }\n')
    expect(code).toBe(1)
    expect(err).toContain('policy.operators.EMIAL: no rule finds this entity; did you mean "EMAIL"?')
  })
})
