import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { createChain, GENESIS } from '../../../src/audit/chain.js'
import { type AuditVerifyOptions, runAuditVerify } from '../../../src/commands/audit.js'
import { fakeShell } from './fake-shell.js'

const folder = mkdtempSync(join(tmpdir(), 'coatcheck-audit-command-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const put = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}

const { privateKey, publicKey } = generateKeyPairSync('ed25519')
const keyFile = put('public.pem', publicKey.export({ type: 'spki', format: 'pem' }).toString())
const chain = createChain(privateKey, GENESIS)
const LINES = [chain.addSigned('"kind":"open"')]
for (let n = 0; n < 40; n++) LINES.push(chain.add(`"kind":"request","status":${200 + n}`))
LINES.push(chain.addSigned('"kind":"close"'))
const write = (lines: readonly string[]): string => put('audit.jsonl', `${lines.join('\n')}\n`)

const verify = async (over: Partial<AuditVerifyOptions>) => {
  const { shell, written } = fakeShell()
  const code = await runAuditVerify({ files: [], keyFile, isOpen: false, expected: undefined, ...over }, shell)
  return { code, ...written }
}

describe('coatcheck audit verify', () => {
  it('says that a log is as it was written', async () => {
    const { code, out, err } = await verify({ files: [write(LINES)] })
    expect([code, err]).toEqual([0, ''])
    expect(out).toMatch(/^The log is as it was written: 42 lines, 2 signed, 0 after the last signature; head 42:/)
  })

  it('reads the files of one log in their order', async () => {
    const files = [put('1', `${LINES.slice(0, 7).join('\n')}\n`), put('2', `${LINES.slice(7).join('\n')}\n`)]
    expect((await verify({ files })).code).toBe(0)
    expect((await verify({ files: files.toReversed() })).code).toBe(1)
  })

  it('says that it is not, and which lines are in question', async () => {
    const { code, out, err } = await verify({ files: [write(LINES.toSpliced(5, 1))] })
    expect([code, err]).toEqual([1, 'line 6 does not follow the line before it: lines are missing\n'])
    expect(out).toMatch(/^The log is not as it was written: 41 lines/)
  })

  it('asks for the rest of a log without an end, unless it is open', async () => {
    const files = [write(LINES.slice(0, -1))]
    expect(await verify({ files })).toMatchObject({ code: 1, err: expect.stringContaining('--open') })
    expect((await verify({ files, isOpen: true })).code).toBe(0)
  })

  it('shows some of many lines, and says how many there are', async () => {
    const { err } = await verify({ files: [write(LINES.map((line) => line.replace('"prev":"', '"prev":"x')))] })
    expect(err.split('\n')).toHaveLength(22)
    expect(err).toMatch(/… \d+ problems in all\n$/)
  })

  it('names a file that is none, and checks nothing then', async () => {
    const { code, out, err } = await verify({ files: [write(LINES), 'no-such-log', folder] })
    expect([code, out]).toEqual([78, ''])
    expect(err).toContain('no-such-log: cannot be read')
    expect(err).toContain(`${folder}: cannot be read`)
  })

  it.each<readonly [string, Partial<AuditVerifyOptions>, string]>([
    ['a key that is none', { keyFile: put('other', 'x') }, '--key'],
    ['a key of another kind', { keyFile: put('rsa', rsaKey()) }, '--key'],
    ['a line that is none', { expected: '12' }, '--expect must be SEQ:HASH'],
  ])('refuses %s', async (_, over, message) => {
    expect(await verify({ files: [write(LINES)], ...over })).toMatchObject({
      code: 78,
      err: expect.stringContaining(message),
    })
  })
})

function rsaKey(): string {
  return generateKeyPairSync('rsa', { modulusLength: 2048 })
    .publicKey.export({ type: 'spki', format: 'pem' })
    .toString()
}
