import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv } from 'ajv'
import { describe, expect, it } from 'vitest'
import { parseYaml } from '../../../src/config/yaml.js'
import { keyTable } from '../../../src/rules/document.js'
import { ruleFileJsonSchema } from '../../../src/rules/json-schema.js'
import { noteOf } from '../../../src/rules/key-notes.js'
import { keyParts } from '../../../src/rules/key-paths.js'

const ROOT = join(import.meta.dirname, '../../..')
const PAGE = join(ROOT, 'docs/rules.md')
const HEADING = '## Every key\n'
const dataOf = (text: string): unknown => parseYaml(text, 'f').data

describe('the form of rule files', () => {
  it('stands in rules/schema for editors', async () => {
    const json = `${JSON.stringify(ruleFileJsonSchema(), null, 2)}\n`
    await expect(json).toMatchFileSnapshot(join(ROOT, 'rules/schema/rules.v1.schema.json'))
  })

  it('is kept by every rule file that ships, also by the schema for editors', () => {
    const validate = new Ajv({ strict: false, allErrors: true }).compile(ruleFileJsonSchema())
    const files = readdirSync(join(ROOT, 'rules'), { recursive: true, encoding: 'utf8' }).filter((name) =>
      /\.ya?ml$/.test(name),
    )
    expect(files.length).toBeGreaterThan(20)
    for (const file of files) {
      const isValid = validate(dataOf(readFileSync(join(ROOT, 'rules', file), 'utf8')))
      expect(isValid, `${file}: ${JSON.stringify(validate.errors)}`).toBe(true)
    }
  })

  it('is refused by the schema for editors where a key or a value is unknown', () => {
    const validate = new Ajv({ strict: false }).compile(ruleFileJsonSchema())
    expect(validate({ schema: 1 })).toBe(true)
    for (const bad of [
      { schema: 2 },
      { schema: 1, rulez: [] },
      { schema: 1, rules: [{ id: 'a' }] },
      { schema: 1, policies: [{ id: 'X' }] },
    ])
      expect(validate(bad)).toBe(false)
  })

  it('explains every key with an example that is YAML, in docs/rules.md too', async () => {
    for (const { path, part } of keyParts(ruleFileJsonSchema())) {
      const example = noteOf(path)?.example ?? ''
      expect([path, example !== '', (part.description ?? '') !== '']).toEqual([path, true, true])
      const data = dataOf(example)
      expect(Object.keys(data as object), path).toEqual([path.split('.').at(-1)?.replaceAll('[]', '')])
    }
    const page = readFileSync(PAGE, 'utf8')
    const prose = page.slice(0, page.indexOf(HEADING) + HEADING.length)
    await expect(
      `${prose}\nThis table is made from the schema that checks rule files.\n\n${keyTable()}`,
    ).toMatchFileSnapshot(PAGE)
  })
})
