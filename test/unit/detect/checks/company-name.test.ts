import { describe, expect, it } from 'vitest'
import { companyName } from '../../../../src/detect/checks/company-name.js'

describe('companyName', () => {
  it.each(['Initech Ltd', 'Globex & Sons, Inc', 'Wesoła Kawa Sp. z o.o.'])('accepts %s', (value) => {
    expect(companyName(value)).toBe(true)
  })

  it.each(['The Corporation', 'Each LLC', 'A Private Ltd', 'Private Ltd', 'Ltd', ''])('refuses %j', (value) => {
    expect(companyName(value)).toBe(false)
  })
})
