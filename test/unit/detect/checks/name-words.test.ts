import { describe, expect, it } from 'vitest'
import { NOT_IN_A_NAME } from '../../../../src/detect/checks/name-words.js'

describe('NOT_IN_A_NAME', () => {
  it('is in lower case, as it is compared', () => {
    for (const word of NOT_IN_A_NAME) expect(word).toBe(word.toLowerCase())
  })

  it('holds no common given name or surname', () => {
    for (const name of ['jane', 'ella', 'mia', 'claude', 'guy', 'will', 'mark', 'may', 'price', 'long', 'love', 'ma'])
      expect([name, NOT_IN_A_NAME.has(name)]).toEqual([name, false])
  })
})
