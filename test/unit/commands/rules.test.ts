import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { runDiff, shapeOf } from '../../../src/commands/rules/diff.js'
import { runExplain } from '../../../src/commands/rules/explain.js'
import { runFmt } from '../../../src/commands/rules/fmt.js'
import { runHash } from '../../../src/commands/rules/hash.js'
import { runLint } from '../../../src/commands/rules/lint.js'
import { runTest } from '../../../src/commands/rules/test.js'
import { runScan } from '../../../src/commands/scan.js'
import { hashTerm } from '../../../src/detect/terms.js'
import { comparedWith, hasAnchor } from '../../../src/rules/warnings.js'
import { ruleText } from '../../support/rules.js'
import { fakeShell } from './fake-shell.js'

const folder = mkdtempSync(join(tmpdir(), 'coatcheck-rules-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

let folders = 0
const write = (files: Readonly<Record<string, string>>): string => {
  const dir = join(folder, `rules-${folders++}`)
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(dir, name)), { recursive: true })
    writeFileSync(join(dir, name), text)
  }
  return dir
}
const flagsOf = (dir: string) => ({ engine: 're2js', rules: dir })
const run = async (command: (shell: ReturnType<typeof fakeShell>['shell']) => Promise<number> | number, input = '') => {
  const { shell, written } = fakeShell({ input })
  return { code: await command(shell), ...written }
}

const SSN = ruleText({ context: '{ suppress: { en: [order] } }' })
const POLICY = `schema: 1
policies:
  - { id: hr, match: { spaces: [hr] }, groups: { SSN: redact }, owner: dpo, reason: r, tests: [{ in: '536-90-4399', out: '[US_SSN]' }] }
  - { id: quiet, match: { spaces: [quiet] }, groups: { SSN: allow }, owner: dpo, reason: r }
`

describe('rules lint', () => {
  const lint = (dir: string, isStrict = false) => run((shell) => runLint({ flags: flagsOf(dir), isStrict }, shell))

  it('is silent about good rules', async () => {
    expect(await lint(write({ 'a.yaml': SSN, 'p.yaml': POLICY }))).toEqual({
      code: 0,
      out: 'ok 1 rule, 0 exceptions, 2 policies\n',
      err: '',
    })
  })

  it('names file, line and column of errors', async () => {
    const { code, err } = await lint(write({ 'a.yaml': ruleText({ severity: 'hig' }) }))
    expect(code).toBe(1)
    expect(err).toMatch(/a\.yaml:7:5 rules\.0\.severity: must be one of low, medium, high, critical/)
  })

  it('warns of anchors, drafts, exceptions that end, and a pack whose newest change is another version', async () => {
    const text = `${ruleText({
      status: 'draft',
      patterns: `[{ regex: '^\\d{3}-\\d{2}-\\d{4}', likelihood: likely }, { regex: '\\^[^$]\\d{9}', likelihood: likely }]`,
      tests: `{ match: ['[[536-90-4399]]'], no_match: ['x'] }`,
    })}allow:
  - { id: old, values: [a], owner: o, reason: r, expires: 2020-01-01 }
pack: { id: acme, version: 1.1.0, owner: o, changes: [{ version: 1.0.0, date: 2026-01-01, author: a, reason: r }] }
`
    const dir = write({ 'a.yaml': text })
    const { code, err, out } = await lint(dir)
    expect([code, (await lint(dir, true)).code]).toEqual([0, 1])
    expect(err.match(/warning: /g)).toHaveLength(4)
    for (const part of ['^ or $', 'is a draft', 'has expired', 'must be the version of the pack: write 1.1.0'])
      expect(err).toContain(part)
    expect(out).toContain('4 warnings')
  })
})

describe('rules lint of context words', () => {
  it('warns of a suppress word that loses signs, and of several words in one', async () => {
    const dir = write({ 'a.yaml': ruleText({ context: '{ suppress: { en: [C++] }, boost: { en: [badge; card] } }' }) })
    const { shell, written } = fakeShell({})
    expect(await runLint({ flags: flagsOf(dir), isStrict: true }, shell)).toBe(1)
    expect(written.err).toMatch(/rules\.0\.context\.suppress\.en\.0: words are compared without signs.* every "c"/)
    expect(written.err).toMatch(/rules\.0\.context\.boost\.en\.0: counts only where all its words stand/)
  })

  it('has nothing to say about the rules that ship', async () => {
    const { shell, written } = fakeShell({})
    expect(await runLint({ flags: { engine: 're2js' }, isStrict: true }, shell)).toBe(0)
    expect(written.err).toBe('')
  })
})

describe('comparedWith', () => {
  it.each([
    ['C++', 'c'],
    ['no.', 'no'],
    ['#12', '12'],
    ['C# code', 'c code'],
  ])('says that %s is compared as the words "%s"', (term, words) => {
    expect(comparedWith(term)).toBe(words)
  })
  it.each(['order', 'part-no', "driver's licence", 'and/or', 'partNo', 'Größe', '#', '注文', 'two words'])(
    'says nothing of %s',
    (term) => {
      expect(comparedWith(term)).toBeNull()
    },
  )
})

describe('hasAnchor', () => {
  it.each(['^\\d{9}', '\\d{9}$', '(?:^a|b)c', '(?i)^x', 'A?\\d{9}$'])('is true for %s', (regex) => {
    expect(hasAnchor(regex)).toBe(true)
  })
  it.each(['\\^\\d\\$', '[^$]x[$^]', '(?:^|[ ,])a(?:[ ,]|$)', '(?m)^a$', 'a\\\\b', '(?i:a)', '\\A\\d{4}\\z'])(
    'is false for %s',
    (regex) => {
      expect(hasAnchor(regex)).toBe(false)
    },
  )
})

describe('rules test', () => {
  const test = (dir: string, only: string | null = null) =>
    run((shell) => runTest({ flags: flagsOf(dir), only }, shell))

  it('counts the examples that hold, of all or of one', async () => {
    const dir = write({ 'a.yaml': SSN, 'p.yaml': POLICY })
    expect((await test(dir)).out).toBe('ok 3 examples hold\n')
    expect((await test(dir, 'us-ssn')).out).toBe('ok us-ssn: 1 to match, 1 not to match\nok 2 examples hold\n')
    expect(await test(dir, 'us-snn')).toMatchObject({ code: 1, err: expect.stringContaining('did you mean "us-ssn"?') })
  })

  it('says what moved the likelihood of an example that does not hold', async () => {
    const tests = `{ match: ['order [[536-90-4399]]'], no_match: [x] }`
    const { code, err } = await test(write({ 'a.yaml': ruleText({ context: '{ suppress: { en: [order] } }', tests }) }))
    expect(code).toBe(1)
    expect(err).toContain(
      'rule us-ssn finds nothing in this example (us-ssn: 1 likely, "order" −2 → unlikely, too little)',
    )
  })

  it('fails for a policy whose example does not hold', async () => {
    const { code, err } = await test(write({ 'a.yaml': SSN, 'p.yaml': POLICY.replace("'[US_SSN]'", "'x'") }))
    expect([code, err]).toEqual([1, expect.stringContaining('the policy hr makes something else of this example')])
  })
})

describe('rules explain', () => {
  const dir = write({ 'a.yaml': SSN, 'p.yaml': POLICY, 's.yaml': ruleText({ id: 'shy', status: 'shadow' }) })
  const explain = async (text: string, space: string | null = null) =>
    (
      await run((shell) =>
        runExplain({ text, hint: '', tenant: null, space, route: null, showsAll: false, flags: flagsOf(dir) }, shell),
      )
    ).out

  it('says what is found and why, and what the policy of the place does', async () => {
    expect(await explain('my 536-90-4399')).toContain('US_SSN 3–14  pseudonymise\n  us-ssn: 1 likely → likely\n')
    expect(await explain('my 536-90-4399')).toContain('shadow: only counted')
    expect(await explain('my 536-90-4399', 'hr')).toContain('redact')
    expect(await explain('my 536-90-4399', 'quiet')).toContain('US_SSN 3–14  allow\n')
    expect(await explain('my 536-90-4399', 'quiet')).toContain('policy quiet, enforce\n')
  })

  it('says why something was not found', async () => {
    expect(await explain('order 536-90-4399')).toContain(
      'not found\n  us-ssn: 1 likely, "order" −2 → unlikely, too little',
    )
    expect(await explain('nothing')).toContain('no rule sees anything')
  })

  it('names the rules that are drafts, and the exception that lets a value pass', async () => {
    const draft = ruleText({ id: 'young', status: 'draft' })
    const allow = 'allow: [{ id: void-number, values: [536-90-4399], owner: o, reason: r, expires: 2999-12-31 }]\n'
    const flags = flagsOf(write({ 'a.yaml': `${SSN}${allow}`, 'd.yaml': draft }))
    const place = { hint: '', tenant: null, space: null, route: null, showsAll: false }
    const { out } = await run((shell) => runExplain({ text: 'my 536-90-4399', ...place, flags }, shell))
    expect(out).toContain('US_SSN 3–14  left alone by the exception void-number\n')
    expect(out).toContain('not run, because a draft: young\n')
  })

  it('never shows the text', async () => {
    expect(await explain('my 536-90-4399')).not.toContain('4399')
  })
})

describe('scan --why', () => {
  it('says under each finding what moved its likelihood', async () => {
    const dir = write({ 'a.yaml': SSN })
    const options = {
      texts: ['my 536-90-4399'],
      files: [],
      jsonl: undefined,
      entities: false,
      showText: false,
      why: true,
    }
    const table = await run((shell) => runScan({ ...options, json: false, flags: flagsOf(dir) }, shell))
    expect(table.out).toMatch(/US_SSN .*\n {4}us-ssn: 1 likely → likely\n/)
    const json = await run((shell) => runScan({ ...options, json: true, flags: flagsOf(dir) }, shell))
    expect(JSON.parse(json.out)[0].spans[0].why).toBe('us-ssn: 1 likely → likely')
  })
})

describe('rules diff', () => {
  const before = write({
    'a.yaml': SSN,
    'b.yaml': ruleText({
      id: 'gone',
      entity: 'GONE',
      patterns: `[{ regex: 'G\\d{4}', likelihood: likely }]`,
      tests: `{ match: ['[[G1234]]'], no_match: [x] }`,
    }),
  })
  const after = write({
    'a.yaml': ruleText({ severity: 'critical' }),
    'c.yaml': ruleText({
      id: 'new',
      entity: 'NEW',
      patterns: `[{ regex: 'N\\d{4}', likelihood: likely }]`,
      tests: `{ match: ['[[N1234]]'], no_match: [x] }`,
    }),
  })
  const corpus = join(folder, 'corpus.jsonl')
  const texts = ['order 536-90-4399', 'G1234 and N5678', 'nothing', '536-90-4399']
  writeFileSync(corpus, texts.map((text, id) => JSON.stringify({ id, text })).join('\n'))
  const diff = (on: string | null, one = before, other = after) =>
    run((shell) => runDiff({ before: one, after: other, corpus: on }, shell))

  it('says which rules changed, what is newly caught and newly missed, by shape and not by value', async () => {
    const { code, out } = await diff(corpus)
    expect(code).toBe(0)
    expect(out).toBe(`+ rule new
- rule gone
~ rule us-ssn: severity, context
newly caught: 2
+ 1 US_SSN (us-ssn)
    line 1: 000-00-0000
+ 1 NEW (new)
    line 2: A0000
newly missed: 1
- 1 GONE (gone)
    line 2: A0000
`)
  })

  it('says that nothing changed', async () => {
    expect((await diff(null, before, before)).out).toBe('the rules are the same\n')
    expect((await diff(corpus, before, before)).out).toContain('newly caught: 0\nnewly missed: 0\n')
  })

  it('names bad rules and a file that cannot be read', async () => {
    const bad = write({ 'a.yaml': 'schema: 2\n' })
    expect((await diff(null, before, bad)).code).toBe(78)
    expect(await diff(join(folder, 'none.jsonl'))).toMatchObject({
      code: 1,
      err: expect.stringContaining('there is no such file'),
    })
  })

  it('reads a text file as one text a line, and says what a bad line must be', async () => {
    const plain = join(folder, 'corpus.txt')
    writeFileSync(plain, texts.join('\r\n'))
    expect((await diff(plain)).out).toBe((await diff(corpus)).out)
    const bad = join(folder, 'bad.jsonl')
    writeFileSync(bad, 'order 536-90-4399\n')
    expect(await diff(bad)).toMatchObject({ code: 1, err: expect.stringContaining('line 1: must be {"id": 1, "text"') })
  })

  it('makes a shape of any value', () => {
    expect(shapeOf('Jürgen Müller 12')).toBe('Aaaaaa Aaaaaa 00')
    expect(shapeOf('中'.repeat(50))).toHaveLength(41)
  })
})

describe('rules fmt', () => {
  const ugly = `# who looks after this: privacy
rules:
    - severity:   high   # a leak is bad
      id: us-ssn
      entity: US_SSN
      # taken from the authority's page
      group: SSN
      name: "Test rule"
      jurisdictions: [US]
      tests: { match: ['[[536-90-4399]]'], no_match: [x] }
      patterns: [{ regex: '\\b\\d{3}-\\d{2}-\\d{4}\\b', likelihood: likely }]
schema: 1
`
  const format = (paths: readonly string[], isCheck = false) => run((shell) => runFmt({ paths, isCheck }, shell))

  it('orders keys, keeps every comment and the meaning, and changes nothing the second time', async () => {
    const dir = write({ 'a.yaml': ugly })
    const file = join(dir, 'a.yaml')
    expect((await format([dir], true)).code).toBe(1)
    expect(readFileSync(file, 'utf8')).toBe(ugly)
    expect(await format([dir])).toMatchObject({ code: 0, out: `changed ${file}\n` })
    const text = readFileSync(file, 'utf8')
    for (const comment of ['# who looks after this: privacy', '# a leak is bad', "# taken from the authority's page"])
      expect(text).toContain(comment)
    expect(text.indexOf('schema: 1')).toBeLessThan(text.indexOf('rules:'))
    expect(text.indexOf('id: us-ssn')).toBeLessThan(text.indexOf('severity:'))
    expect(text.indexOf('patterns:')).toBeLessThan(text.indexOf('tests:'))
    expect((await run((shell) => runTest({ flags: flagsOf(dir), only: null }, shell))).code).toBe(0)
    expect(await format([dir])).toEqual({ code: 0, out: '', err: '' })
  })

  it('names what it cannot read', async () => {
    const dir = write({ 'a.yaml': 'a: [1' })
    expect(await format([dir])).toMatchObject({ code: 1, err: expect.stringContaining('is not valid YAML') })
    expect(await format([join(dir, 'none')])).toMatchObject({ code: 1, err: expect.stringContaining('cannot be read') })
  })
})

describe('rules hash', () => {
  it('prints hashes of terms, and none of them', async () => {
    const { code, out } = await run((shell) => runHash(shell), 'Quiet Otter\n\nÉlan\n')
    expect(code).toBe(0)
    const salt = /salt: (\S+)/.exec(out)?.[1] ?? ''
    expect(out).toContain(`- ${hashTerm(salt, ['quiet', 'otter'])}\n`)
    expect(out).toContain(`- ${hashTerm(salt, ['elan'])}\n`)
    expect(out).toContain('words: 2')
    expect(out).not.toMatch(/otter|elan/i)
  })

  it('says on a terminal how to end', async () => {
    const { shell, written } = fakeShell({ input: 'Quiet Otter\n' })
    await runHash({ ...shell, stdin: Object.assign(shell.stdin, { isTTY: true }) })
    expect(written.err).toMatch(/Ctrl-D; on Windows Ctrl-Z and Enter/)
  })

  it('needs terms of at most six words', async () => {
    expect((await run((shell) => runHash(shell), '\n')).code).toBe(1)
    expect((await run((shell) => runHash(shell), 'a b c d e f g')).err).toContain('term 1')
  })
})
