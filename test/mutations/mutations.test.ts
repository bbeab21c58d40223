import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

/** `npm run test:mutations` runs the list; this keeps it from rotting. */

type Mutation = {
  readonly id: string
  readonly guard: string
  readonly file: string
  readonly find: string
  readonly replace: string
  readonly test: string
}

const ROOT = join(import.meta.dirname, '../..')
const LIST = join(import.meta.dirname, 'list')
const FEWEST = 25

const mutations = readdirSync(LIST).flatMap(
  (name) => JSON.parse(readFileSync(join(LIST, name), 'utf8')) as readonly Mutation[],
)

describe('the list of mutations', () => {
  it.each(mutations)('$id: "$guard" still fits $file', ({ id, file, find, replace, test }) => {
    expect(id).toMatch(/^F\d{2,3}$/)
    expect(readFileSync(join(ROOT, file), 'utf8').split(find)).toHaveLength(2)
    expect(find).not.toBe(replace)
    expect(existsSync(join(ROOT, test))).toBe(true)
  })

  it('covers at least 25 failure modes, each guard once', () => {
    expect(new Set(mutations.map(({ id }) => id)).size).toBeGreaterThanOrEqual(FEWEST)
    expect(new Set(mutations.map(({ guard }) => guard)).size).toBe(mutations.length)
  })
})
