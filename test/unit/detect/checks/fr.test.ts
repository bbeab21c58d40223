import { describe, expect, it } from 'vitest'
import { frNir } from '../../../../src/detect/checks/fr.js'

// Besides the named examples: random candidates, judged by a second implementation (python-stdnum 2.2).
describe('frNir', () => {
  it.each([
    ['295109912611193', 'born abroad'],
    ['288127584805477', 'by the oracle'],
    ['109042B22947485', 'Upper Corsica, by the oracle'],
    ['216022A55585545', 'South Corsica, by the oracle'],
  ])('accepts %s (%s)', (value) => {
    expect(frNir(value)).toBe(true)
  })

  it.each([
    ['295109912611194', 'wrong key'],
    ['155051303717207', 'by the oracle'],
    ['295139912611193', 'no month 13'],
    ['595109912611193', 'no sex 5'],
    ['295100012611193', 'no department 00'],
    ['29510991261119', 'fourteen characters'],
    ['2951099126A1193', 'a letter elsewhere'],
  ])('refuses %s (%s)', (value) => {
    expect(frNir(value)).toBe(false)
  })
})
