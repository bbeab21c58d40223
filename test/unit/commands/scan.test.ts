import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { runScan, type ScanOptions } from '../../../src/commands/scan.js'
import { fakeShell } from './fake-shell.js'
import { fewRules } from './few-rules.js'

const folder = mkdtempSync(join(tmpdir(), 'coatcheck-scan-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const NONE: ScanOptions = {
  texts: [],
  files: [],
  jsonl: undefined,
  json: false,
  entities: false,
  showText: false,
  why: false,
  flags: { engine: 're2js', rules: fewRules(folder) },
}
const TEXT = 'é😀 write to jane.doe@example.com, card 4111 1111 1111 1111'

const scan = async (options: Partial<ScanOptions>, input = '') => {
  const { shell, written } = fakeShell({ input })
  const code = await runScan({ ...NONE, ...options }, shell)
  return { code, ...written }
}

describe('runScan', () => {
  it('lists findings of a text without showing them', async () => {
    const { code, out } = await scan({ texts: [TEXT] })
    expect(code).toBe(0)
    expect(out).toMatch(/^text:1:13 +EMAIL /m)
    expect(out).toContain('2 findings in 1 text')
    expect(out).not.toContain('jane')
  })

  it('shows the found text when asked to', async () => {
    expect((await scan({ texts: [TEXT], showText: true })).out).toContain('"jane.doe@example.com"')
  })

  it('reads stdin where no text is given, and writes JSON in code points', async () => {
    const { out } = await scan({ json: true }, TEXT)
    const [result] = JSON.parse(out)
    const points = [...TEXT]
    const found = result.spans.map(({ s, e }: { s: number; e: number }) => points.slice(s, e).join(''))
    expect([result.source, found]).toEqual(['stdin', ['jane.doe@example.com', '4111 1111 1111 1111']])
  })

  it('reads stdin for a dash, beside other texts and files', async () => {
    const sources = async (options: Parameters<typeof scan>[0]) =>
      JSON.parse((await scan({ json: true, ...options }, TEXT)).out).map(({ source }: { source: string }) => source)
    expect(await sources({ texts: ['-'] })).toEqual(['stdin'])
    expect(await sources({ files: ['-'] })).toEqual(['stdin'])
    expect(await sources({ texts: ['a word', '-'] })).toEqual(['text', 'stdin'])
  })

  it('labels by group, or by entity when asked to', async () => {
    const texts = ['my SSN is 536-22-8145']
    const labelOf = async (entities: boolean) =>
      JSON.parse((await scan({ texts, json: true, entities })).out)[0].spans[0].label
    expect([await labelOf(false), await labelOf(true)]).toEqual(['SSN', 'US_SSN'])
  })

  it('scans files and goes on after one that cannot be read', async () => {
    const file = join(folder, 'a.txt')
    writeFileSync(file, 'line one\nmail jane.doe@example.com\n')
    const { code, out, err } = await scan({ files: [join(folder, 'none.txt'), file] })
    expect(code).toBe(1)
    expect(out).toContain(`${file}:2:6`)
    expect(err).toContain('none.txt: cannot be read')
  })

  it('scans JSON Lines of a file, and exits with 1 after a bad line', async () => {
    const jsonl = join(folder, 'a.jsonl')
    writeFileSync(jsonl, `{"id":"1","text":"mail jane.doe@example.com"}\n{"id":"2"}\n{"id":"3","text":"nothing"}\n`)
    const { code, out, err } = await scan({ jsonl })
    const records = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(records[0]).toMatchObject({ id: '1', spans: [{ s: 5, e: 25, label: 'EMAIL' }] })
    expect(records.slice(1)).toEqual([
      { id: null, spans: [] },
      { id: '3', spans: [] },
    ])
    expect([code, err]).toEqual([1, 'line 2: is not {"id","text"}\n'])
  })

  it('reads JSON Lines of stdin', async () => {
    const { code, out } = await scan({ jsonl: '-' }, '{"id":1,"text":"a"}\n')
    expect([code, out]).toEqual([0, '{"id":1,"spans":[]}\n'])
  })

  it('ends with 78 and every problem when the rules are broken', async () => {
    const rules = join(folder, 'rules')
    mkdirSync(rules)
    writeFileSync(join(rules, 'a.yaml'), 'rules: 3\n')
    const { code, err } = await scan({ texts: ['x'], flags: { engine: 're2js', rules } })
    expect(code).toBe(78)
    expect(err).toContain('a.yaml')
  })
})
