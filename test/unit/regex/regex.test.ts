import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRegex } from '../../../src/regex/regex.js'
import { availableEngines } from '../../support/rules.js'

const [engine] = await availableEngines()

const unitsOf = (text: string): Uint16Array => Uint16Array.from({ length: text.length }, (_, at) => text.charCodeAt(at))

type Options = { readonly ignoresCase?: boolean; readonly capture?: string | null; readonly maxLength?: number }

/** Hits of all matches, one after the other; by the automata, and by the library of RE2 syntax. */
const both = (source: string, text: string, { ignoresCase = false, capture = null, maxLength = Infinity }: Options) => {
  const own = createRegex(source, { ignoresCase, capture, maxLength })
  const search = engine!.compile(source, { ignoresCase, capture })
  const units = unitsOf(text)
  const hitsOf = (exec: (from: number) => ReturnType<typeof search> | undefined) => {
    const hits = []
    for (let from = 0; from <= text.length; ) {
      const hit = exec(from)
      if (hit === null || hit === undefined || hit.from >= text.length) return hits
      hits.push(hit)
      from = hit.next
    }
    return hits
  }
  return [
    hitsOf((from) => own!.exec(units, from, text.length, text.length)),
    hitsOf((from) => search(text, from, text.length)),
  ]
}

const PATTERNS = [
  String.raw`\b\d{2,4}\b`,
  '(?:^|[^a-z])é+',
  '[a-zé]+\\b',
  'a+$',
  '^a+?b?',
  '.b',
  '(?i:AB|b|ſk)',
  '(?:a|ab)(?:c|bcd)?(?:d*e)?',
  'a{1,3}?b*?1',
  String.raw`(?:a[-_ ]?){2,4}\B`,
  '(?s).東|(?m)^b+$',
  String.raw`[^\sa]+`,
  String.raw`\p{L}{2}|\P{L}1`,
  '😀+|[a-z]{2,}?-',
  '(?:ab|a)*1',
]

describe('createRegex', () => {
  it.each([
    { name: 'anchored at each place', maxLength: 100 },
    { name: 'floating', maxLength: Number.POSITIVE_INFINITY },
  ])('finds what the library finds, $name', ({ maxLength }) => {
    const unit = fc.constantFrom('a', 'b', 'A', 'c', 'é', 'k', 'ſ', '1', '2', ' ', '-', '\n', '東', '😀', '\ud83d', '_')
    const input = fc.tuple(fc.constantFrom(...PATTERNS), fc.array(unit, { maxLength: 16 }), fc.boolean())
    fc.assert(
      fc.property(input, ([source, parts, ignoresCase]) => {
        const [own, theirs] = both(source, parts.join(''), { ignoresCase, maxLength })
        expect(own).toEqual(theirs)
      }),
      { numRuns: 3000 },
    )
  })

  it('floats over a text of many places, and finds the same', () => {
    const text = `${'ab-'.repeat(200)}abab1 ${'a'.repeat(600)}b1`
    for (const source of ['(?:ab|a)+1', '[a-z]+1', String.raw`a+?b\b`])
      expect(both(source, text, {})[0]).toEqual(both(source, text, {})[1])
  })

  it('walks through a bounded pattern of any length up to its bound, and floats beyond', () => {
    const text = `${'http://a'.repeat(300)} http://b${'c'.repeat(700)}. www.${'d/'.repeat(900)}`
    const source = String.raw`(?:\bhttp://|www\.)[^\s.]{2,1000}[a-z]`
    for (const maxLength of [1008, 2047, 4000, Number.POSITIVE_INFINITY]) {
      const [own, theirs] = both(source, text, { maxLength })
      expect(own).toEqual(theirs)
    }
    expect(both(source, text, { maxLength: 1008 })[0]).toHaveLength(3)
  })

  it('says where the group is, and gives the match where it took no part', () => {
    const text = 'ö name: Zoë; name: 李; id 7'
    const source = String.raw`(?:name: (?P<who>\p{L}+?);|id \d)`
    const [own, theirs] = both(source, text, { capture: 'who', maxLength: 100 })
    expect(own).toEqual(theirs)
    expect(own!.map(({ start, end }) => text.slice(start, end))).toEqual(['Zoë', '李', 'id 7'])
  })

  it('folds case as the library does', () => {
    for (const letters of ['[a-z]', '[α-ω]', 'ß', 'ς', '[à-ž]', 'ſ', 'ı', 'İ']) {
      const text = Array.from({ length: 0x2200 }, (_, code) => String.fromCharCode(code)).join('')
      const [own, theirs] = both(letters, text, { ignoresCase: true, maxLength: 1 })
      expect(own).toEqual(theirs)
    }
  })

  it('begins no match behind the last place, and sees what precedes the first', () => {
    const regex = createRegex(String.raw`\bb`, { ignoresCase: false, capture: null, maxLength: 1 })!
    expect(regex.exec(unitsOf('ab b'), 1, 3, 4)).toMatchObject({ from: 3 })
    expect(regex.exec(unitsOf('ab b'), 1, 2, 4)).toBeNull()
  })

  it('leaves what is rare to the library', () => {
    for (const source of [String.raw`\Qa\E`, '(?U)a+', '(?:a?)*b', '(?=a)b', 'a**', '(', '[b-a]'])
      expect(createRegex(source, { ignoresCase: false, capture: null, maxLength: 9 })).toBeNull()
  })

  it('is linear where backtracking engines are not', () => {
    const started = performance.now()
    const texts = [`${'a'.repeat(200_000)}!`, '1'.repeat(200_000), 'a1 '.repeat(60_000)]
    for (const source of ['(?:a+)+$', String.raw`\d+[ -]?\d+[ -]?\d+x`, String.raw`\S+@\S+`, '(?:a|a|1| ){1,400}x'])
      for (const text of texts) {
        const regex = createRegex(source, { ignoresCase: false, capture: null, maxLength: Infinity })!
        const hit = regex.exec(unitsOf(text), 0, text.length, text.length)
        expect(hit === null || hit === undefined || hit.from > text.length).toBe(true)
      }
    expect(performance.now() - started).toBeLessThan(5000)
  })
})
