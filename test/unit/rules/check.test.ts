import { describe, expect, it } from 'vitest'
import { readExample } from '../../../src/rules/check.js'

describe('readExample', () => {
  it('takes the marks out and gives their ranges', () => {
    expect(readExample('a [[b]] c [[😀d]]')).toEqual({
      text: 'a b c 😀d',
      hint: '',
      marks: [
        { start: 2, end: 3 },
        { start: 6, end: 9 },
      ],
      likelihood: -1,
    })
  })

  it('takes the inner pair where the text has brackets of its own', () => {
    expect(readExample('to [[[::1]]]:80')).toMatchObject({ text: 'to [::1]:80', marks: [{ start: 4, end: 7 }] })
  })

  it('reads hint and likelihood', () => {
    expect(readExample({ text: 'x', hint: 'ssn', likelihood: 'likely' })).toMatchObject({
      hint: 'ssn',
      likelihood: 3,
      marks: [],
    })
  })
})
