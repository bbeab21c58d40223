import { describe, expect, it } from 'vitest'
import { CHECKS } from '../../../../src/detect/checks/index.js'

describe('CHECKS', () => {
  it('names its checks in kebab case and in order', () => {
    const names = [...CHECKS.keys()]
    for (const name of names) expect(name).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/)
    expect(new Set(names).size).toBe(names.length)
  })

  it('answers false, not an error, for text that is no candidate', () => {
    const noise = ['', ' ', '\u0000', '😀', '<', '-'.repeat(5000), 'Ω'.repeat(15), '0'.repeat(5000)]
    for (const [name, check] of CHECKS) {
      for (const value of noise) {
        // Zeros pass the arithmetic of the bare algorithms; a person's name may be in any script.
        const mayPass = name === 'luhn' || name === 'verhoeff' || name === 'iso7064-mod-11-10' || name === 'person-name'
        const result = check(value)
        expect([name, value.slice(0, 9), typeof result]).toEqual([name, value.slice(0, 9), 'boolean'])
        if (!mayPass) expect([name, value.slice(0, 9), result]).toEqual([name, value.slice(0, 9), false])
      }
    }
  })
})
