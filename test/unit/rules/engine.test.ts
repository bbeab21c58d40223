import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type CompileOptions, loadEngine } from '../../../src/rules/engine.js'
import { availableEngines } from '../../support/rules.js'

const engines = await availableEngines()
const PLAIN = { ignoresCase: false, capture: null }

describe('loadEngine', () => {
  it('has an engine for auto, native where it is installed', async () => {
    const loaded = await loadEngine('auto')
    expect('engine' in loaded && loaded.engine.name).toBe(engines[0]?.name)
  })

  it('gives re2js when it is asked for', async () => {
    const loaded = await loadEngine('re2js')
    expect('engine' in loaded && loaded.engine.name).toBe('re2js')
  })
})

describe.each(engines)('engine $name', (engine) => {
  const all = (pattern: string, text: string, options: Partial<CompileOptions> = {}) => {
    const search = engine.compile(pattern, { ...PLAIN, ...options })
    const hits: string[] = []
    let from = 0
    for (
      let hit = search(text, from, text.length);
      hit !== null && from <= text.length;
      hit = search(text, from, text.length)
    ) {
      hits.push(text.slice(hit.start, hit.end))
      from = Math.max(hit.next, hit.from + 1)
    }
    return hits
  }

  it('gives offsets in code units, behind astral, accented and broken text', () => {
    expect(all(String.raw`\d{3}`, '123 é456 😀789 東012 \ud83d345')).toEqual(['123', '456', '789', '012', '345'])
  })

  it('lets boundaries see the text before the start of a search', () => {
    expect(all(String.raw`\b\d{2}\b`, '12345 67')).toEqual(['67'])
  })

  it('reports the span of the captured group', () => {
    expect(all(String.raw`name: (?P<who>\p{L}+);`, 'ö name: Zoë; name: 李;', { capture: 'who' })).toEqual(['Zoë', '李'])
  })

  it('ignores case where asked', () => {
    expect(all('straße', 'STRAßE straße', { ignoresCase: true })).toHaveLength(2)
  })

  it('ends the text where it is told to', () => {
    const search = engine.compile(String.raw`\w+`, PLAIN)
    expect(search('é1 abc é', 3, 5)).toMatchObject({ start: 3, end: 5 })
    expect(search('é1 abc é', 3, 8)).toMatchObject({ start: 3, end: 6 })
  })

  it('refuses what RE2 does not have', () => {
    expect(() => engine.compile('(?=a)', PLAIN)).toThrow()
    expect(() => engine.compile('a(', PLAIN)).toThrow()
  })

  it('is not slowed by patterns that backtracking engines choke on', () => {
    const started = performance.now()
    expect(all('(?:a+)+$', `${'a'.repeat(30_000)}!`)).toEqual([])
    expect(all(String.raw`\d+[ -]?\d+[ -]?\d+x`, '1'.repeat(30_000))).toEqual([])
    expect(performance.now() - started).toBeLessThan(5000)
  })
})

describe.skipIf(engines.length < 2)('both engines (skipped where native re2 is not installed)', () => {
  it('find the same hits in any text, from any place', () => {
    const unit = fc.constantFrom('a', 'b', 'é', '1', '2', ' ', '-', '東', '😀', '_')
    const pattern = fc.constantFrom(
      String.raw`\b\d{2,4}\b`,
      '(?:^|[^a-z])é+',
      '[a-zé]+\\b',
      'a$',
      '^a',
      '.',
      '(?i:AB|b)',
    )
    const input = fc.tuple(pattern, fc.array(unit, { maxLength: 14 }), fc.nat(14))
    fc.assert(
      fc.property(input, ([source, units, skipped]) => {
        const text = units.join('')
        const from = units.slice(0, skipped).join('').length
        const hits = engines.map((engine) => engine.compile(source, PLAIN)(text, from, text.length))
        expect(hits[0]).toEqual(hits[1])
      }),
      { numRuns: 1000 },
    )
  })
})
