import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadRules } from '../src/rules/load.js'
import { availableEngines } from './support/rules.js'

const engines = await availableEngines()
const dir = join(import.meta.dirname, '..', 'rules')

const TEXTS = [
  'Hi, I am Jane, write to jane.doe@corp.org or call +1 212 736 5000; card 4111 1111 1111 1111, ssn 536-90-4399.',
  'Grüße – meine IBAN ist DE89\u00a03704\u00a00044\u00a00532\u00a00130\u00a000, Telefon 030 901820 😀',
  'from 2001:db8::8a2e:370:7334 via 10.1.2.3 (aa:bb:cc:dd:ee:ff) at 2024-11-22T21:06:33Z, v1.22.333',
  'const x = a@b; // id 550e8400-e29b-41d4-a716-446655440000, 1700000000',
  '我的电话是13800138000，邮箱ａｂｃ＠ｅｘａｍｐｌｅ．ｃｏｍ',
]

const load = async (engine: 're2' | 're2js') => {
  const result = await loadRules({ dir, engine, defaultRegion: 'US', minLikelihood: 'likely' })
  if ('issues' in result)
    throw new Error(result.issues.map((i) => `${i.file}:${i.line} ${i.path} ${i.message}`).join('\n'))
  return result.ruleSet
}

describe('the rules that ship', () => {
  it.each(engines.map(({ name }) => name))(
    'hold all their own examples under %s',
    async (name) => {
      const ruleSet = await load(name)
      expect(ruleSet.engine).toBe(name)
      expect(ruleSet.rules.length).toBeGreaterThan(30)
    },
    60_000,
  )

  it.skipIf(engines.length < 2)(
    'find the same under both engines (skipped where native re2 is not installed)',
    async () => {
      const [native, script] = [await load('re2'), await load('re2js')]
      for (const text of TEXTS) expect(native.detect(text, 'message')).toEqual(script.detect(text, 'message'))
    },
    60_000,
  )
})
