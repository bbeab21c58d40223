import { copyFileSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { formatIssue } from '../../src/commands/shell.js'
import { rehearsePolicies } from '../../src/rehearse.js'
import { loadRules } from '../../src/rules/load.js'

const FOLDER = join(import.meta.dirname, 'bad-rules')
const cases = readdirSync(FOLDER).filter((name) => name.endsWith('.yaml'))

/** What to write instead is said in one of these ways. */
const ADVICE = /must be|did you mean|write|remove|bound it|names no group|needs at least|save the file/

/** Problems of a whole file or of its syntax, which have a place and no key. */
const OF_THE_FILE = /^(?:is not valid YAML|holds no rules|holds a character that is not UTF-8|is UTF-16)/

describe('a bad rule file', () => {
  it('is known in more than 110 kinds', () => {
    expect(cases.length).toBeGreaterThanOrEqual(110)
  })

  it.each(cases)('%s: every problem names file, line, column and key, and says what to write', async (name) => {
    const dir = mkdtempSync(join(tmpdir(), 'coatcheck-bad-'))
    try {
      copyFileSync(join(FOLDER, name), join(dir, 'rules.yaml'))
      const loaded = await loadRules({ dir, engine: 're2js', defaultRegion: 'US', minLikelihood: 'likely' })
      const issues = 'issues' in loaded ? loaded.issues : rehearsePolicies(loaded.ruleSet)
      expect(issues.length).toBeGreaterThan(0)
      for (const { line, column, path, message } of issues) {
        expect([line > 0, (column ?? 0) > 0], message).toEqual([true, true])
        if (!OF_THE_FILE.test(message)) expect(path, message).not.toBe('')
        expect(message).toMatch(ADVICE)
      }
      const lines = issues.map((issue) => formatIssue({ ...issue, file: 'rules.yaml' }).replaceAll(`${dir}/`, ''))
      await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot(join(FOLDER, name.replace('.yaml', '.txt')))
    } finally {
      rmSync(dir, { recursive: true })
    }
  })
})
