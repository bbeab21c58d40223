import { describe, expect, it } from 'vitest'
import { didYouMean, nearest } from '../../../src/config/suggest.js'

describe('nearest', () => {
  it.each([
    ['prot', 'port'],
    ['hsot', 'host'],
    ['UPSTREAM', 'upstream'],
    ['unmached', 'unmatched'],
    ['admin-host', 'admin_host'],
  ])('finds the name meant by %s', (typed, meant) => {
    expect(nearest(typed, ['host', 'port', 'upstream', 'unmatched', 'admin_host', 'rules'])).toBe(meant)
  })

  it('offers nothing where no name is near', () => {
    expect(nearest('colour', ['host', 'port', 'rules'])).toBeNull()
    expect(didYouMean('colour', ['host', 'port', 'rules'])).toBe('')
  })

  it('takes the nearest of several near names', () => {
    expect(nearest('--mapping-clinet', ['--mapping-upstream', '--mapping-client', '--mode'])).toBe('--mapping-client')
  })
})
