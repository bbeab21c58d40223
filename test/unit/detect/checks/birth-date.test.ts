import { describe, expect, it } from 'vitest'
import { birthDate } from '../../../../src/detect/checks/birth-date.js'

describe('birthDate', () => {
  it.each([
    ['1985-03-12', 'year first'],
    ['3/12/1985', 'month first'],
    ['25.12.1985', 'day first'],
    ['12/03/85', 'two-digit year'],
    ['12 March 1985', 'month by name'],
    ['March 12, 1985', 'month by name, first'],
    ['19850312', 'compact'],
  ])('accepts %s (%s)', (value) => {
    expect(birthDate(value)).toBe(true)
  })

  it.each([
    ['31/31/1985', 'no such day'],
    ['2023-02-29', 'no leap year'],
    ['1685-03-21', 'nobody alive'],
    ['12 March 1685', 'nobody alive'],
    ['99 March 1985', 'no such day'],
    ['20241345', 'no such month'],
    ['March', 'no number'],
    ['1985', 'a year alone'],
  ])('refuses %s (%s)', (value) => {
    expect(birthDate(value)).toBe(false)
  })
})
