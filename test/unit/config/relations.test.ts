import { describe, expect, it } from 'vitest'
import { isLoopback, relationProblems } from '../../../src/config/relations.js'

describe('isLoopback', () => {
  it.each(['localhost', 'LOCALHOST', '127.0.0.1', '127.9.9.9', '::1', '[::1]'])('is true for %s', (host) => {
    expect(isLoopback(host)).toBe(true)
  })
  it.each(['0.0.0.0', '::', '10.0.0.1', '127.0.0.1.example.com', 'localhost.example.com', ''])(
    'is false for %s',
    (host) => {
      expect(isLoopback(host)).toBe(false)
    },
  )
})

describe('relationProblems', () => {
  it('finds nothing wrong with an empty configuration', () => {
    expect(relationProblems({})).toEqual([])
  })

  it('survives a configuration of any shape', () => {
    for (const shape of [null, 3, [], { auth: 'x', admin: [] }, { auth: { keys: [null, 4] } }]) {
      expect(() => relationProblems(shape)).not.toThrow()
    }
  })

  it('asks for the key of the operator hash, and only for that', () => {
    const paths = (written: unknown) => relationProblems(written).map(({ path }) => path)
    expect(paths({ policy: { operators: { EMAIL: 'hash' } } })).toEqual([['hash_key']])
    expect(paths({ policy: { default_operator: 'hash' } })).toEqual([['hash_key']])
    expect(paths({ policy: { default_operator: 'hash' }, hash_key: 'x' })).toEqual([])
    expect(paths({ policy: { operators: { EMAIL: 'surrogate' } } })).toEqual([])
  })

  it('names the second use of a key id', () => {
    const keys = [{ id: 'a' }, { id: 'b' }, { id: 'a' }]
    expect(relationProblems({ auth: { keys } }).map(({ path }) => path)).toEqual([['auth', 'keys', 2, 'id']])
  })
})
