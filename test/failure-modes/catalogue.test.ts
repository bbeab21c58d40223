import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const FOLDER = import.meta.dirname
const THREAT_MODEL = join(FOLDER, '../../docs/threat-model.md')

const range = (first: number, last: number) => Array.from({ length: last - first + 1 }, (_, n) => first + n)
/** The failure modes of the catalogue. */
const IDS = range(1, 120).map((n) => `F${String(n).padStart(2, '0')}`)

/** A test names one or several: `F116, F117: …`. */
const TEST_TITLE = /\(\s*['"`](F\d{2,3}(?:, F\d{2,3})*): /g
const TABLE_ROW = /^\| (F\d{2,3}) \| (.+) \|$/gm

const tested = new Set(
  readdirSync(FOLDER)
    .filter((name) => name.endsWith('.test.ts'))
    .flatMap((name) =>
      [...readFileSync(join(FOLDER, name), 'utf8').matchAll(TEST_TITLE)].flatMap(([, ids = '']) => ids.split(', ')),
    ),
)
const explained = new Map([...readFileSync(THREAT_MODEL, 'utf8').matchAll(TABLE_ROW)].map(([, id, why]) => [id, why]))

describe('the catalogue of failure modes', () => {
  it.each(IDS)('%s has a test that names it, or a reason in docs/threat-model.md', (id) => {
    expect(tested.has(id) || explained.has(id)).toBe(true)
  })

  it('has reasons that say something, only for what has no test', () => {
    for (const id of explained.keys())
      expect([id, IDS.includes(id ?? ''), tested.has(id ?? '')]).toEqual([id, true, false])
    for (const why of explained.values()) expect(why?.length).toBeGreaterThan(40)
  })
})
