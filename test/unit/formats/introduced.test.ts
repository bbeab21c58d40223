import { beforeAll, describe, expect, it } from 'vitest'
import { resolve } from '../../../src/detect/resolve.js'
import type { Inspection } from '../../../src/formats/response.js'
import { loadRules } from '../../../src/rules/load.js'
import type { RuleSet } from '../../../src/rules/rule-set.js'
import { availableEngine } from '../../support/gateway.js'
import { cutAt, LANES, restorePieces } from './response-lanes.js'

/** Invented. The caller's own value looks just like the one that the model brings. */
const OWN = 'jane.roe@corp.example.org'
const NEW = 'max.muster@other.example.org'
const VALUES = { EMAIL_1: OWN, PERSON_1: 'Ann "A"\n\\ é 😀' }
const CARD = '4111111111111111'

let rules: RuleSet
beforeAll(async () => {
  const engine = await availableEngine()
  const loaded = await loadRules({ dir: 'rules/core', engine, defaultRegion: 'US', minLikelihood: 'likely' })
  if ('issues' in loaded) throw new Error(JSON.stringify(loaded.issues))
  rules = loaded.ruleSet
}, 60_000)

const ALLOWED = new Set(['URL', 'DATE', 'LOCATION'])
const inspect = (over: Partial<Inspection> = {}): Inspection => ({
  find: (text, hint) =>
    resolve(
      rules
        .detect(text, hint)
        .map((finding) => ({ ...finding, operator: ALLOWED.has(finding.entity) ? 'allow' : 'redact' })),
    ),
  redacts: true,
  longest: 16_384,
  ...over,
})

describe.each(LANES)('what the model brings in the lane $name', (lane) => {
  const read = (pieces: readonly string[], cuts: readonly number[] = [], over: Partial<Inspection> = {}) => {
    const body = Buffer.from(lane.write(pieces))
    const { bytes, stats } = restorePieces(lane.kind, cutAt(body, cuts), VALUES, { inspection: inspect(over) })
    return { text: lane.read(bytes.toString()), stats, bytes, body }
  }

  it('is redacted and the caller’s own value comes back, wherever events and bytes are cut', () => {
    const text = `To <EMAIL_1> (é, <PERSON_1>), cc ${NEW}; card ${CARD}.`
    const expected = `To ${OWN} (é, ${VALUES.PERSON_1}), cc [EMAIL]; card [CREDIT_CARD].`
    for (let cut = 0; cut <= text.length; cut++) {
      const pieces = [text.slice(0, cut), text.slice(cut)].filter((piece) => piece !== '')
      expect(read(pieces, [3 * cut]).text).toBe(expected)
    }
    const { text: one, stats } = read([...text])
    expect(one).toBe(expected)
    expect([...stats.introduced]).toEqual([
      ['EMAIL', 1],
      ['CREDIT_CARD', 1],
    ])
  })

  it('is only counted where that is asked, and not a byte waits or changes', () => {
    const text = `Mail ${NEW}, card ${CARD} and plain words.`
    for (let cut = 1; cut < text.length; cut += 5) {
      const { bytes, body, stats } = read([text.slice(0, cut), text.slice(cut)], [cut], { redacts: false })
      expect(bytes.toString()).toBe(body.toString())
      expect(stats.introduced).toEqual(new Map(Object.entries({ EMAIL: 1, CREDIT_CARD: 1 })))
    }
  })

  it('is redacted in a long text, each once, and the rest is the same', () => {
    const filler = 'Lorem ipsum dolor sit amet, consectetur é adipiscing 12 elit. '
    const sentence = (n: number) => `${filler.repeat(n % 7)}${n % 3 === 0 ? NEW : '<EMAIL_1>'} `
    const expected = (n: number) => `${filler.repeat(n % 7)}${n % 3 === 0 ? '[EMAIL]' : OWN} `
    const text = Array.from({ length: 40 }, (_, n) => sentence(n)).join('')
    const { text: one, stats } = read(text.match(/.{1,11}/gs) ?? [])
    expect(one).toBe(Array.from({ length: 40 }, (_, n) => expected(n)).join(''))
    expect(stats.introduced.get('EMAIL')).toBe(14)
  })

  it('never lets a value pass that touches a restored one', () => {
    expect(read([`<EMAIL_1>,${NEW}<EMAIL_1> ${NEW}`]).text).toBe(`${OWN},[EMAIL]${OWN} [EMAIL]`)
  })

  it('ends the answer when the detector fails', () => {
    const find = () => {
      throw new Error('broken')
    }
    expect(() => read(['anything'], [], { find })).toThrow('broken')
  })
})
