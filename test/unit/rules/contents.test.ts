import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { readContents } from '../../../src/rules/contents.js'
import { loadText, ruleText } from '../../support/rules.js'

const root = mkdtempSync(join(tmpdir(), 'coatcheck-contents-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

const issueOf = async (bytes: string | Uint8Array) => {
  const dir = mkdtempSync(join(root, 'a-'))
  writeFileSync(join(dir, 'a.yaml'), bytes)
  const read = await readContents(dir)
  return 'issues' in read ? read.issues[0] : null
}

describe('readContents', () => {
  it('gives the text without a byte order mark', async () => {
    const dir = mkdtempSync(join(root, 'b-'))
    writeFileSync(join(dir, 'a.yaml'), '\ufeffschema: 1\n')
    expect(await readContents(dir)).toMatchObject({ contents: [{ name: 'a.yaml', text: 'schema: 1\n' }] })
  })

  it('names line and column of the first byte that is not UTF-8', async () => {
    const text = Buffer.concat([Buffer.from('schema: 1\n# für alle: ', 'utf8'), Buffer.from('Größe\n', 'latin1')])
    expect(await issueOf(text)).toMatchObject({ line: 2, column: 15, message: expect.stringContaining('not UTF-8') })
    expect(await issueOf(Buffer.from('\ufeffschema: 1\n', 'utf16le'))).toMatchObject({
      line: 1,
      column: 1,
      message: expect.stringContaining('is UTF-16 or no text at all: save the file as UTF-8'),
    })
  })

  it('takes a file of 4 MiB and no larger one', async () => {
    expect(await issueOf('#'.repeat(4 * 1024 * 1024))).toBeNull()
    expect((await issueOf('#'.repeat(4 * 1024 * 1024 + 1)))?.message).toContain('write its parts into several files')
  })

  it('names a file that cannot be read', async () => {
    const dir = mkdtempSync(join(root, 'c-'))
    symlinkSync(join(dir, 'gone'), join(dir, 'a.yaml'))
    expect(await readContents(dir)).toMatchObject({
      issues: [{ file: join(dir, 'a.yaml'), message: expect.stringContaining('cannot be read: let the user') }],
    })
  })
})

describe('a file that cannot be read as rules', () => {
  it('is the only problem: what other files take from it is not said to be missing', async () => {
    const uses = `${ruleText({ id: 'b', entity: 'B' })}policies:
  - { id: p, extends: q, match: { spaces: [s] }, entities: { US_SSN: mask }, owner: o, reason: r }
allow:
  - { id: a, entities: [US_SSN], values: [x], owner: o, reason: r, expires: 2999-12-31 }
lists:
  - { id: names, terms: [a] }
`
    const result = await loadText({ 'a.yaml': ruleText({ severity: 'hgih' }), 'b.yaml': uses })
    expect('issues' in result && result.issues.map(({ path }) => path)).toEqual(['rules.0.severity'])
    const whole = await loadText({ 'b.yaml': uses })
    expect('issues' in whole && whole.issues.map(({ path }) => path).sort()).toEqual([
      'allow.0.entities.0',
      'lists.0.id',
      'policies.0.entities.US_SSN',
      'policies.0.extends',
    ])
  })
})
