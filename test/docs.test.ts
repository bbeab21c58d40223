import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { ERRORS } from '../src/errors.js'
import { loadRules } from '../src/rules/load.js'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8')
const MAX_README_LINES = 150

const errorsPage = (): string => {
  const rows = Object.entries(ERRORS)
    .sort(([a, x], [b, y]) => x.status - y.status || a.localeCompare(b))
    .map(([code, { status, detail }]) => `| ${status} | \`${code}\` | ${detail} |`)
  return [
    '# Errors',
    '',
    'Every refusal is `application/problem+json` (RFC 9457) with a stable `code`. `detail` is a constant sentence; `header`,',
    '`offset`, `index`, `pointer` and `entities` say where, and never hold a value. This page is generated from `src/errors.ts`.',
    '',
    '| Status | Code | Meaning |',
    '|---|---|---|',
    ...rows,
    '',
  ].join('\n')
}

describe('the documents', () => {
  it('list every error code', async () => {
    await expect(errorsPage()).toMatchFileSnapshot('../docs/errors.md')
  })

  it('keep the README short, with the two commands', () => {
    const readme = read('README.md')
    expect(readme.split('\n').length).toBeLessThan(MAX_README_LINES)
    expect(readme).toMatch(/^npm start /m)
    expect(readme).toMatch(/^npm test /m)
  })

  it('name only files that exist', () => {
    const pages = [
      'README.md',
      'docs/architecture.md',
      'docs/threat-model.md',
      'rules/README.md',
      'docs/rules.md',
      'docs/verify.md',
      'deploy/README.md',
      'bench/README.md',
      'docs/accuracy.md',
    ]
    for (const page of pages) {
      const names = [...read(page).matchAll(/`((?:src|docs|rules|deploy|bench|test)\/[\w./-]*[\w/])`/g)].map(
        ([, name]) => name ?? '',
      )
      for (const name of names) expect(existsSync(join(ROOT, name)), `${page} names ${name}`).toBe(true)
      const links = [...read(page).matchAll(/\]\((?!https?:|#)([^)#]+)\)/g)].map(([, name]) => name ?? '')
      for (const link of links) expect(existsSync(join(ROOT, dirname(page), link)), `${page} links ${link}`).toBe(true)
    }
  })

  it('give every claim of the threat model a test', () => {
    const [, section = ''] = read('docs/threat-model.md').split('## Claims and their tests\n')
    const rows = (section.split('\n## ')[0] ?? '').split('\n').filter((line) => /^\| (?!Claim)[A-Z]/.test(line))
    expect(rows.length).toBeGreaterThan(15)
    for (const row of rows) {
      const tests = [...row.matchAll(/`(test\/[\w./-]+\.test\.ts)`/g)].map(([, name]) => name ?? '')
      expect([row, tests.length > 0 && tests.every((name) => existsSync(join(ROOT, name)))]).toEqual([row, true])
    }
  })

  it('show a rule in the README that loads and passes its own examples', async () => {
    const rule = /```yaml\n([\s\S]*?)```/.exec(read('README.md'))?.[1] ?? ''
    const dir = mkdtempSync(join(tmpdir(), 'coatcheck-readme-'))
    try {
      writeFileSync(join(dir, 'acme.yaml'), rule)
      const loaded = await loadRules({ dir, engine: 'auto', defaultRegion: 'US', minLikelihood: 'likely' })
      expect('issues' in loaded ? loaded.issues : loaded.ruleSet.rules.map(({ id }) => id)).toEqual(['acme-badge'])
    } finally {
      rmSync(dir, { recursive: true })
    }
  })

  it('number the decisions without gaps', () => {
    const numbers = readdirSync(join(ROOT, 'docs/decisions')).map((name) => Number(name.slice(0, 4)))
    expect(numbers.sort((a, b) => a - b)).toEqual(numbers.map((_, n) => n + 1))
  })
})
