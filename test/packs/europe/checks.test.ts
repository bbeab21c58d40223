import { readFileSync } from 'node:fs'
import { stdnum } from 'stdnum'
import { describe, expect, it } from 'vitest'
import { CHECKS } from '../../../src/detect/checks/index.js'
import { CASES, STRICTER } from './cases.js'
import { changeOneDigit, changesAt, fill } from './numbers.js'

/** Synthetic numbers and the verdicts of python-stdnum 2.2, or of what else judges them: `oracle` says which. */
type Fixture = { readonly oracle: string; readonly valid: readonly string[]; readonly invalid: readonly string[] }
type Npm = Readonly<Record<string, Readonly<Record<string, { validate: (value: string) => { isValid: boolean } }>>>>

const read = (name: string): Readonly<Record<string, Fixture>> =>
  JSON.parse(readFileSync(new URL(`./${name}.json`, import.meta.url), 'utf8'))
const FIXTURES: Readonly<Record<string, Fixture>> = { ...read('python-stdnum'), ...read('other-oracles') }
const COUNT = 1000
const MOST_OF_ONE_BODY = 3

const checkOf = (name: string): ((value: string) => boolean) => {
  const check = CHECKS.get(name)
  if (check === undefined) throw new Error(`no check ${name}`)
  return (value) => check(name === 'se-personnummer' ? value.replace('-', '') : value) === true
}

describe('checks of Europe and their oracles', () => {
  it.each(Object.entries(FIXTURES))('%s judges as the oracle does', (name, { valid, invalid }) => {
    const check = checkOf(name)
    const isExcused = STRICTER[name]?.isExcused ?? (() => false)
    for (const value of valid) expect([value, check(value) || isExcused(value)]).toEqual([value, true])
    for (const value of invalid) expect([value, check(value) && !isExcused(value)]).toEqual([value, false])
    expect(valid.filter(check).length).toBeGreaterThanOrEqual(5)
  })

  const blindOf = new Map(CASES.map(({ check, blind = 0 }) => [check, blind]))
  it.each(Object.keys(FIXTURES).filter((name) => blindOf.has(name)))(
    '%s sees the changes of one digit that it can',
    (name) => {
      const check = checkOf(name)
      const changes = FIXTURES[name]!.valid.filter(check).flatMap((value) =>
        Array.from(value, (_, index) => changesAt(value, index)).flat(),
      )
      expect(changes.length).toBeGreaterThan(200)
      expect(changes.filter(check).length / changes.length).toBeLessThanOrEqual(blindOf.get(name)!)
    },
  )
})

/** `COUNT` numbers that the check takes: random ones of its form, whose last two digits are tried in turn. */
const validOf = (masks: readonly string[], check: (value: string) => boolean): readonly string[] => {
  const found: string[] = []
  for (let tries = 0; found.length < COUNT && tries < 100_000; tries += 1) {
    const mask = masks[tries % masks.length]!
    const value = fill(mask)
    const endings = mask.endsWith('##') ? 100 : 1
    const most = found.length + MOST_OF_ONE_BODY
    for (let ending = 0; ending < endings && found.length < most; ending += 1) {
      const tried = endings > 1 ? value.slice(0, -2) + String((ending * 37) % 100).padStart(2, '0') : value
      if (check(tried)) found.push(tried)
    }
  }
  return found.slice(0, COUNT)
}

describe('checks of Europe and npm stdnum', () => {
  it.each(CASES)('$check agrees on valid, corrupted and random numbers', ({ check: name, masks, npm, differs }) => {
    const check = checkOf(name)
    const other = (stdnum as unknown as Npm)[npm[0]]![npm[1]]!
    const valid = validOf(masks, check)
    expect(valid).toHaveLength(COUNT)
    const corrupted = valid.map(changeOneDigit)
    const candidates = Array.from({ length: COUNT / 2 }, (_, index) => fill(masks[index % masks.length]!))
    const different = [...valid, ...corrupted, ...candidates].filter(
      (value) => check(value) !== other.validate(value).isValid,
    )
    expect(different.filter((value) => differs?.when(value) !== true)).toEqual([])
  })
})
