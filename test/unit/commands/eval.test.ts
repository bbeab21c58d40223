import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { type EvalOptions, runEval } from '../../../src/commands/eval.js'
import { isHeldOut } from '../../../src/eval/held-out.js'
import { fakeShell } from './fake-shell.js'
import { fewRules } from './few-rules.js'

const folder = mkdtempSync(join(tmpdir(), 'coatcheck-eval-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const write = (name: string, lines: readonly unknown[]): string => {
  const path = join(folder, name)
  writeFileSync(path, lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n'))
  return path
}

/** 40 texts with an address each; every fourth address is not one that a rule finds. */
const mails = Array.from({ length: 40 }, (_, n) => {
  const mail = n % 4 === 0 ? `mara${n} at kestrel` : `mara${n}@kestrel.org`
  const text = `🙂 write to ${mail}, please`
  return { id: `mail-${n}`, text, spans: [{ s: 11, e: 11 + mail.length, label: 'EMAIL' }] }
})
const negatives = [{ id: 'none', text: 'nothing here', spans: [] }]

const rules = fewRules(folder)
const flags = { engine: 're2js', rules }
const run = async (options: Partial<EvalOptions>, isTTY = false) => {
  const { shell, written } = fakeShell({ isTTY })
  const code = await runEval(
    { paths: [], heldOut: 'all', predictions: null, json: false, loose: false, flags, ...options },
    shell,
  )
  return { code, ...written }
}

mkdirSync(join(folder, 'gold'))
mkdirSync(join(folder, 'predicted'))
const gold = write('gold/mails.jsonl', mails)
write('gold/negatives.jsonl', negatives)

describe('coatcheck eval', () => {
  it('scores each file of a folder by itself', async () => {
    const { code, out, err } = await run({ paths: [join(folder, 'gold')], json: true })
    expect([code, err]).toEqual([0, expect.not.stringContaining('\r')])
    const { files } = JSON.parse(out)
    expect(files.map(({ file }: { file: string }) => file)).toEqual([gold, join(folder, 'gold', 'negatives.jsonl')])
    const { labels, structured } = files[0].score
    expect(labels).toEqual(['EMAIL'])
    expect(structured).toMatchObject({
      strict: { tp: 30, fp: 0, fn: 10, p: 1, r: 0.75, f2: 0.7895 },
      char_any: { p: 1 },
      full_cover_recall: 0.75,
      doc_clean: 0.75,
    })
    expect(files[1].score).toMatchObject({ all: null, negatives: { n: 1, with_fp: 0, fp: 0 } })
  })

  it('divides the records into two parts that make the whole', async () => {
    const count = async (heldOut: EvalOptions['heldOut']) => {
      const { out } = await run({ paths: [gold], json: true, heldOut })
      return JSON.parse(out).files[0].score.records
    }
    const held = mails.filter(({ id }) => isHeldOut(id)).length
    expect([await count('only'), await count('without'), await count('all')]).toEqual([held, 40 - held, 40])
  })

  it('writes a plain table to a pipe, and a coloured one with progress to a terminal', async () => {
    const piped = await run({ paths: [gold] })
    expect(piped.out).toContain('mails.jsonl: 40 texts; 0 without a label, 0 findings in 0 of them')
    expect(piped.out).toMatch(/EMAIL +40 +0\.7500 +1\.0000/)
    expect(piped.out + piped.err).not.toContain('\x1b')
    const shown = await run({ paths: [gold] }, true)
    expect(shown.out).toContain('\x1b[32m')
    expect(shown.err).toContain(' lines, ')
  })

  it('scores what another detector found', async () => {
    const predictions = join(folder, 'predicted')
    write(
      'predicted/mails.jsonl',
      mails.map(({ id, spans }) => ({ id, spans })),
    )
    const { code, out } = await run({ paths: [gold], predictions, json: true })
    expect(code).toBe(0)
    expect(JSON.parse(out).files[0].score.all).toMatchObject({ strict: { f1: 1 }, full_cover_recall: 1 })
    write(
      'predicted/mails.jsonl',
      mails.slice(1).map(({ id }) => ({ id, spans: [] })),
    )
    const missing = await run({ paths: [gold], predictions })
    expect([missing.code, missing.err]).toEqual([1, expect.stringContaining('has no line for the id "mail-0"')])
  })

  it('counts single values that must be found, and those that must not', async () => {
    const path = write('values.jsonl', [
      { entity: 'EMAIL_ADDRESS', text: 'mara@kestrel.org', n: 1, spans: [[0, 16]] },
      { entity: 'EMAIL_ADDRESS', text: 'mara@kestrel', n: 1, spans: [[0, 12]] },
      { entity: 'EMAIL_ADDRESS', text: 'mara@', n: 0, spans: [] },
      { entity: 'US_SSN', text: 'mail mara@kestrel.org', n: 0, spans: [] }, // an address, but no SSN
      { text: 'mara@kestrel.org', pos: false },
    ])
    const { out } = await run({ paths: [path], json: true })
    const { values } = JSON.parse(out).files[0]
    expect(values.total).toEqual({ positives: 2, found: 1, negatives: 3, quiet: 2 })
    expect(values.perEntity.US_SSN).toEqual({ positives: 0, found: 0, negatives: 1, quiet: 1 })
    expect((await run({ paths: [path] })).out).toContain('1 of 2 found, 2 of 3 rightly not found')
  })

  it.each([
    ['not JSON', 'is not a JSON object'],
    ['{"id":1}', 'has no string "text"'],
    ['{"text":"x"}', 'has no "id"'],
    ['{"id":1,"text":"x"}', 'has no list "spans"'],
    ['{"id":1,"text":"x","spans":[{"s":0,"e":"1","label":"DATE"}]}', 'span 0 is not {"s","e","label"}'],
  ])('names the line that it cannot score: %s', async (line, message) => {
    const path = write('bad.jsonl', [mails[0], line])
    expect(await run({ paths: [path] })).toMatchObject({
      code: 1,
      err: expect.stringContaining(`bad.jsonl:2: ${message}`),
    })
  })

  it('says which path cannot be read', async () => {
    const absent = join(folder, 'absent.jsonl')
    expect(await run({ paths: [absent] })).toMatchObject({ code: 1, err: `${absent}: cannot be read\n` })
    mkdirSync(join(folder, 'empty'), { recursive: true })
    const empty = join(folder, 'empty')
    expect(await run({ paths: [empty] })).toMatchObject({ code: 1, err: `${empty}: holds no .jsonl file\n` })
  })
})
