import { describe, expect, it } from 'vitest'
import { jwt } from '../../../../src/detect/checks/jwt.js'

describe('jwt', () => {
  it.each([
    ['eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJvbmUifQ.c2ln', 'signed'],
    ['eyJhbGciOiJub25lIn0.e30.', 'unsigned'],
    ['eyJlbmMiOiJBMjU2R0NNIn0.a.b.c.d', 'encrypted'],
  ])('accepts %s (%s)', (value) => {
    expect(jwt(value)).toBe(true)
  })

  it.each([
    ['eyJ0eXAiOiAiVENWMiJ9.RkNW.OGY1', 'neither alg nor enc'],
    ['eyJunk.is.here', 'no JSON'],
    ['bnVsbA.a.b', 'null'],
    ['W10.a.b', 'a list'],
    ['eyJhbGciOjF9.a.b', 'alg is a number'],
    ['eyJhbGciOiJub25lIn0', 'one part'],
    ['', 'nothing'],
  ])('refuses %s (%s)', (value) => {
    expect(jwt(value)).toBe(false)
  })
})
