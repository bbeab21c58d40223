import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildProduct, run } from './cli-process.js'

const PAGE = readFileSync(join(import.meta.dirname, '../../docs/rules.md'), 'utf8')

const PACKAGE: { scripts: Record<string, string>; bin: Record<string, string> } = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8'),
)

type Block = { readonly before: string; readonly language: string; readonly text: string }

/** Fenced blocks in order, each with the line above it. */
const blocks: readonly Block[] = [...PAGE.matchAll(/([^\n]*)\n\n```(\w+)\n([\s\S]*?)```/g)].map(
  ([, before = '', language = '', text = '']) => ({ before, language, text }),
)

/** Words of a command line: single quotes hold words together. */
const wordsOf = (line: string): string[] =>
  [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '')

let product: ReturnType<typeof buildProduct>
const folder = mkdtempSync(join(tmpdir(), 'coatcheck-page-'))
beforeAll(() => {
  product = buildProduct()
}, 120_000)
afterAll(() => {
  product.remove()
  rmSync(folder, { recursive: true, force: true })
})

const fileOf = ({ before }: Block): string | null => /`([\w./-]+\.(?:yaml|txt))`/.exec(before)?.[1] ?? null

const save = (file: string, block: Block): void => {
  const path = join(folder, file)
  mkdirSync(dirname(path), { recursive: true })
  if (!block.before.includes('this line')) {
    writeFileSync(path, block.text)
    return
  }
  const key = /^\s*\w+:/.exec(block.text)?.[0] ?? ''
  writeFileSync(path, readFileSync(path, 'utf8').replace(new RegExp(`^${key}.*\n`, 'm'), block.text))
}

describe('docs/rules.md', () => {
  it('does what it says: every file is written, every command runs and answers as shown', async () => {
    let printed = ''
    let commands = 0
    for (const block of blocks) {
      const file = fileOf(block)
      if (file !== null && block.language !== 'sh') save(file, block)
      if (block.language === 'sh') printed = ''
      for (const line of block.language === 'sh' ? block.text.trim().split('\n') : []) {
        const [npx, name, ...args] = wordsOf(line)
        expect([npx, name]).toEqual(['npx', 'coatcheck'])
        const { exit, output } = run(product.main, args, { cwd: folder })
        expect([line, await exit, output.err.replace(/^(?:warning|native re2 is not).*\n/gm, '')]).toEqual([
          line,
          0,
          '',
        ])
        printed += output.err + output.out
        commands += 1
      }
      if (block.language === 'text')
        for (const line of block.text.trimEnd().split('\n')) expect(printed).toContain(line)
    }
    expect(commands).toBeGreaterThanOrEqual(10)
    // What the page says must have been run before.
    expect(Object.keys(PACKAGE.scripts)).toContain('build')
    expect(PACKAGE.bin).toEqual({ coatcheck: 'dist/main.js' })
  }, 120_000)

  it('takes the folder with or without --rules, and a text with or without quotes', async () => {
    const exit = async (...args: readonly string[]) => {
      const started = run(product.main, [...args], { cwd: folder })
      return { code: await started.exit, ...started.output }
    }
    expect((await exit('rules', 'test', 'my-rules')).out).toMatch(/^ok \d+ examples hold\n$/)
    expect((await exit('rules', 'explain', 'badge', 'AC-123456', '--rules', 'my-rules')).out).toContain(
      'ACME_BADGE 6–15',
    )
    expect((await exit('rules', 'lint', 'my-rules', '--rules', 'old-rules')).err).toContain('name one folder')
    expect((await exit('rules', 'test', 'my-rules/badges.yaml')).err).toContain('write the name of the folder')
    expect((await exit('rules', 'explain')).err).toContain('coatcheck rules --help lists the commands')
  }, 120_000)
})
