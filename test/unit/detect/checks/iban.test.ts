import { describe, expect, it } from 'vitest'
import { iban } from '../../../../src/detect/checks/iban.js'

// Besides the named examples: random candidates, judged by a second implementation (python-stdnum 2.2).
describe('iban', () => {
  it.each([
    ['DE89370400440532013000', 'ISO 13616 example'],
    ['GB29NWBK60161331926819', 'SWIFT registry'],
    ['FR1420041010050500013M02606', 'SWIFT registry'],
    ['NO9386011117947', 'SWIFT registry, the shortest'],
    ['MT84MALT011000012345MTLCAST001S', 'SWIFT registry, the longest of all'],
    ['ES1335920737454325974791', 'by the oracle'],
    ['AT523088528096958277', 'by the oracle'],
  ])('accepts %s (%s)', (value) => {
    expect(iban(value)).toBe(true)
  })

  it.each([
    ['DE88370400440532013000', 'wrong check digits'],
    ['GB29NWBK6016133192681', 'too short for GB'],
    ['XX89370400440532013000', 'no such country'],
    ['DE01370400440532013000', 'check digits start at 02'],
    ['DE8937040044053201300o', 'a letter of the wrong case'],
    ['NO8320761931661', 'by the oracle'],
    ['GB42TGXC07814390382415', 'by the oracle'],
    ['DE', 'nothing but a country'],
    ['', 'nothing'],
  ])('refuses %s (%s)', (value) => {
    expect(iban(value)).toBe(false)
  })
})
