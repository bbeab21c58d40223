import { mkdir, mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { type Engine, type EngineName, loadEngine } from '../../src/rules/engine.js'
import { type LoadRulesOptions, loadRules } from '../../src/rules/load.js'

/** Engines that load here. The native one is optional. */
export const availableEngines = async (): Promise<Engine[]> => {
  const loaded = await Promise.all((['re2', 're2js'] as const).map(loadEngine))
  return loaded.flatMap((result) => ('engine' in result ? [result.engine] : []))
}

/** Writes rule files into a new directory: path to text. */
export const writeRules = async (files: Readonly<Record<string, string>>): Promise<string> => {
  const dir = await mkdtemp(join(tmpdir(), 'coatcheck-rules-'))
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(dir, name)), { recursive: true })
    await writeFile(join(dir, name), text)
  }
  return dir
}

/** Loads rule files; `engine` defaults to the one in JavaScript, which is always there. */
export const loadText = async (
  files: Readonly<Record<string, string>>,
  { engine = 're2js', ...options }: Partial<LoadRulesOptions> & { engine?: EngineName | 'auto' } = {},
) => loadRules({ dir: await writeRules(files), engine, defaultRegion: 'US', minLikelihood: 'likely', ...options })

/** A rule file of one rule; every part may be replaced. */
export const ruleText = (parts: Readonly<Record<string, string>> = {}): string => {
  const all: Record<string, string> = {
    id: 'us-ssn',
    entity: 'US_SSN',
    group: 'SSN',
    name: 'Test rule',
    severity: 'high',
    jurisdictions: '[US]',
    patterns: `[{ regex: '\\b\\d{3}-\\d{2}-\\d{4}\\b', likelihood: likely }]`,
    tests: `{ match: ['a [[536-90-4399]] b'], no_match: ['1-2-3'] }`,
    ...parts,
  }
  const lines = Object.entries(all).map(([key, value], index) => `${index === 0 ? '  - ' : '    '}${key}: ${value}`)
  return `schema: 1\nrules:\n${lines.join('\n')}\n`
}
