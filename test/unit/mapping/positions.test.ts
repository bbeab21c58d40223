import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Unit } from '../../../src/mapping/offsets.js'
import { parsePositions } from '../../../src/mapping/parse-positions.js'
import { emitPositions } from '../../../src/mapping/positions.js'
import type { Replacement } from '../../../src/types.js'

const base: Replacement = {
  pointer: '/message',
  isKey: false,
  entity: 'EMAIL',
  rule: 'email',
  score: 4,
  operator: 'pseudonymise',
  token: 'EMAIL_1',
  source: { start: 3, end: 12 },
  target: { start: 3, end: 12 },
}
const UNITS: readonly Unit[] = ['codepoint', 'utf16', 'byte']

describe('emitPositions', () => {
  it('writes the shape of the contract', () => {
    const options = { side: 'source', unit: 'codepoint', textOf: () => '😀 zoe@x.org!' } as const
    expect(emitPositions([{ ...base, source: { start: 3, end: 12 } }], options)).toBe(
      '[{"start":2,"end":11,"entity":"EMAIL","placeholder":"<EMAIL_1>","field":"/message","score":1}]',
    )
  })

  it('has no placeholder for an irreversible operator (F57)', () => {
    const masked: Replacement = { ...base, operator: 'mask', token: '', score: 3 }
    expect(emitPositions([masked], { side: 'target', unit: 'utf16', textOf: () => '' })).toBe(
      '[{"start":3,"end":12,"entity":"EMAIL","field":"/message","score":0.75}]',
    )
  })

  it('is an empty array without replacements', () => {
    expect(emitPositions([], { side: 'target', unit: 'byte', textOf: () => '' })).toBe('[]')
  })

  it('escapes a field to printable ASCII', () => {
    const json = emitPositions([{ ...base, pointer: '/metadata/Zoë "x"' }], {
      side: 'target',
      unit: 'utf16',
      textOf: () => '',
    })
    expect(json).toContain('"field":"/metadata/Zo\\u00eb \\"x\\""')
  })

  it('names a replaced member by its new name, below it too and on both sides', () => {
    const key: Replacement = { ...base, pointer: '/metadata/to a~1b@x.org', isKey: true, source: { start: 3, end: 12 } }
    const below: Replacement = { ...base, pointer: '/metadata/to a~1b@x.org/0', token: 'EMAIL_2' }
    const textOf = (_: string, isKey: boolean, side: string) =>
      isKey && side === 'target' ? 'to <EMAIL_1>/~' : 'x'.repeat(20)
    for (const side of ['source', 'target'] as const) {
      const rows = JSON.parse(emitPositions([key, below], { side, unit: 'codepoint', textOf }))
      expect(rows[0]).toMatchObject({ field: '/metadata/to <EMAIL_1>~1~0', key: true })
      expect(rows[1]).toMatchObject({ field: '/metadata/to <EMAIL_1>~1~0/0', placeholder: '<EMAIL_2>' })
    }
  })

  it('indexes what it claims in every unit, and reads back as it was (F59, F60)', () => {
    const part = fc.string({ unit: fc.constantFrom('a', 'é', '€', '😀', '\ud83d', ' '), maxLength: 8 })
    fc.assert(
      fc.property(
        fc.array(fc.tuple(part, part), { minLength: 1, maxLength: 6 }),
        fc.constantFrom(...UNITS),
        (pairs, unit) => {
          let text = ''
          const replacements = pairs.map(([gap, value], index): Replacement => {
            // A fence keeps a lone high surrogate from pairing with what follows.
            const start = text.length + gap.length + 1
            text += `${gap}|${value}v|`
            const range = { start, end: start + value.length + 1 }
            return { ...base, token: `EMAIL_${index + 1}`, source: range, target: range }
          })
          const json = emitPositions(replacements, { side: 'source', unit, textOf: () => text })
          const read = parsePositions(json, () => text, unit)
          expect(read.map(({ start, end, token }) => ({ start, end, token }))).toEqual(
            replacements.map(({ source, token }) => ({ ...source, token })),
          )
          const wellFormed = unit === 'byte' ? text.replace(/\p{Surrogate}/gu, '\ufffd') : text
          for (const [index, row] of (JSON.parse(json) as { start: number; end: number }[]).entries()) {
            const { start, end } = replacements[index]!.source
            const claimed =
              unit === 'byte'
                ? Buffer.from(wellFormed).subarray(row.start, row.end).toString()
                : unit === 'utf16'
                  ? text.slice(row.start, row.end)
                  : [...text].slice(row.start, row.end).join('')
            expect(claimed).toBe(wellFormed.slice(start, end))
          }
        },
      ),
    )
  })

  it('is right for leaves that alternate and for spans that are out of order', () => {
    const texts: Record<string, string> = { '/message': '😀ab😀cd', '/title': '😀xy' }
    const at = (pointer: string, start: number): Replacement => ({
      ...base,
      pointer,
      source: { start, end: start + 2 },
    })
    const replacements = [at('/message', 6), at('/message', 2), at('/title', 2), at('/message', 2)]
    const json = emitPositions(replacements, {
      side: 'source',
      unit: 'codepoint',
      textOf: (pointer) => texts[pointer] ?? '',
    })
    expect(JSON.parse(json).map((row: { start: number }) => row.start)).toEqual([4, 1, 1, 1])
  })
})
