import { beforeAll, describe, expect, it } from 'vitest'
import { loadRules } from '../../../src/rules/load.js'
import type { Detect } from '../../../src/types.js'

let detect: Detect

beforeAll(async () => {
  const dir = new URL('../../../rules', import.meta.url).pathname
  const loaded = await loadRules({ dir, engine: 'auto', defaultRegion: 'US', minLikelihood: 'likely' })
  if ('issues' in loaded) throw new Error('the rules do not load')
  detect = loaded.ruleSet.detect
}, 60_000)

/** Every digit and letter of the values must be covered by some finding. */
const uncovered = (text: string, values: readonly string[]): string[] => {
  const findings = detect(text, '')
  return values.filter((value) => {
    const start = text.indexOf(value)
    return !findings.some((finding) => finding.start <= start && finding.end >= start + value.length)
  })
}

describe('values that stand side by side', () => {
  it.each([
    ['400-44-1112 4031 6920 6950 1368', ['4031 6920 6950 1368']],
    ['4891 8308 4875 0133 311-62-4180', ['4891 8308 4875 0133', '311-62-4180']],
    ['4111 1111 1111 1111 5500 0055 5555 5559', ['4111 1111 1111 1111', '5500 0055 5555 5559']],
    ['jane@corp.example 4111 1111 1111 1111', ['jane@corp.example', '4111 1111 1111 1111']],
  ])('are all found: %s', (text, values) => {
    expect(uncovered(text, values)).toEqual([])
  })
})

describe('values inside JSON or code that is itself a string', () => {
  it.each([
    ['{"a":"SSN:\\n536-90-4399"}', '536-90-4399'],
    ['{"a":"card\\t4111 1111 1111 1111\\n"}', '4111 1111 1111 1111'],
    ['to:\\u003ejane@corp.example\\u003c', 'jane@corp.example'],
    ['\\r\\n4111111111111111', '4111111111111111'],
  ])('are found behind an escape: %s', (text, value) => {
    expect(uncovered(text, [value])).toEqual([])
  })
})
