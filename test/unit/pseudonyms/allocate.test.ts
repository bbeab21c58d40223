import { describe, expect, it } from 'vitest'
import { createAllocator } from '../../../src/pseudonyms/allocate.js'
import { createLiteralFinder } from '../../../src/pseudonyms/literals.js'

const identify = (entity: string, value: string) => (entity === 'EMAIL' ? value.toLowerCase() : value)
const NOTHING = { entries: new Map(), tokenOf: new Map(), highWater: new Map() }

describe('createAllocator', () => {
  it('counts from one per type and gives one token to one identity', () => {
    const { tokenFor, used } = createAllocator(NOTHING, new Set(), identify)
    expect(['Jane@x.example', 'jane@x.example', 'bob@x.example'].map((v) => tokenFor('EMAIL', v))).toEqual([
      'EMAIL_1',
      'EMAIL_1',
      'EMAIL_2',
    ])
    expect(tokenFor('PHONE', '1')).toBe('PHONE_1')
    expect(used.get('EMAIL_1')?.value).toBe('Jane@x.example')
  })

  it('keeps the token of a known identity, and starts above the high-water mark, skipping literals', () => {
    const entry = { token: 'EMAIL_3', entity: 'EMAIL', key: 'a@x.example', value: 'a@x.example' }
    const known = {
      entries: new Map([['EMAIL_3', entry]]),
      tokenOf: new Map([['EMAIL\na@x.example', 'EMAIL_3']]),
      highWater: new Map([['EMAIL', 3]]),
    }
    const { tokenFor, fresh, used } = createAllocator(known, new Set(['EMAIL_4', 'EMAIL_5']), identify)
    expect(tokenFor('EMAIL', 'A@x.example')).toBe('EMAIL_3')
    expect(used.get('EMAIL_3')?.value).toBe('A@x.example')
    expect(tokenFor('EMAIL', 'b@x.example')).toBe('EMAIL_6')
    expect([...fresh]).toEqual([['EMAIL', 6]])
  })

  it('is not confused by values named like object members', () => {
    const { tokenFor } = createAllocator(NOTHING, new Set(), identify)
    expect(['constructor', '__proto__', 'constructor'].map((v) => tokenFor('PERSON', v))).toEqual([
      'PERSON_1',
      'PERSON_2',
      'PERSON_1',
    ])
  })
})

describe('createLiteralFinder', () => {
  it.each([
    ['<EMAIL_1>', 'EMAIL_1'],
    ['x %3Cemail_12%3E y', 'EMAIL_12'],
    ['\\u003cEMAIL_2\\u003e', 'EMAIL_2'],
    ['\\<US\\_SSN\\_3\\>', 'US_SSN_3'],
    ['<us ssn 4>', 'US_SSN_4'],
    ['see EMAIL_5, [EMAIL_5]', 'EMAIL_5'],
    ['&lt;EMAIL_6&gt;', 'EMAIL_6'],
  ])('reserves the number spelt in %s', (text, token) => {
    expect([...createLiteralFinder(['EMAIL', 'US_SSN'])(text, [])]).toEqual([token])
  })

  it('knows types of one character, and parts that a space or an escape divides', () => {
    expect([...createLiteralFinder(['X', 'EMAIL'])('<X_1> email 2', [])]).toEqual(['X_1', 'EMAIL_2'])
    expect([...createLiteralFinder(['A_B'])('<a b 3> \\<A\\_B\\_4\\>', [])]).toEqual(['A_B_3', 'A_B_4'])
  })

  it('takes the whole number and ignores leading zeros and other words', () => {
    expect([...createLiteralFinder([])('EMAIL_10 EMAIL_01 step_3 item 4', ['EMAIL'])]).toEqual(['EMAIL_10'])
  })
})
