import { describe, expect, it } from 'vitest'
import { configurationPage } from '../../../src/config/document.js'
import { dottedPaths } from '../../../src/config/problems.js'
import { configurationSchema, type SchemaNode } from '../../../src/config/schema.js'

const leaves = (node: SchemaNode): SchemaNode[] =>
  node.properties === undefined ? [node] : Object.values(node.properties).flatMap(leaves)

describe('configurationPage', () => {
  it('is what docs/configuration.md holds', async () => {
    await expect(configurationPage()).toMatchFileSnapshot('../../../docs/configuration.md')
  })

  it('has a row for every key', () => {
    const page = configurationPage()
    const schema = configurationSchema()
    const isSection = (path: string) => dottedPaths(schema).some((other) => other.startsWith(`${path}.`))
    const missing = dottedPaths(schema).filter((path) => !isSection(path) && !page.includes(`\`${path}\``))
    expect(missing).toEqual([])
  })
})

describe('configurationSchema', () => {
  it('describes every key', () => {
    expect(leaves(configurationSchema()).filter(({ description }) => !description)).toEqual([])
  })
})
