import { describe, expect, it } from 'vitest'
import { isCalendarDate } from '../../../../src/detect/checks/calendar.js'

describe('isCalendarDate', () => {
  it('knows the lengths of months', () => {
    expect([isCalendarDate(2023, 1, 31), isCalendarDate(2023, 4, 31), isCalendarDate(2023, 13, 1)]).toEqual([
      true,
      false,
      false,
    ])
    expect([isCalendarDate(2023, 0, 1), isCalendarDate(2023, 1, 0)]).toEqual([false, false])
  })

  it('knows leap years', () => {
    expect([2024, 2023, 2000, 1900].map((year) => isCalendarDate(year, 2, 29))).toEqual([true, false, true, false])
  })
})
