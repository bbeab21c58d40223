import { describe, expect, it } from 'vitest'
import { cachedDetect } from '../../../src/detect/cache.js'
import type { Detect, Finding } from '../../../src/types.js'

const LONG = 'a text that is long enough to be worth a place in the cache'
const finding: Finding = { rule: 'r', entity: 'EMAIL', start: 0, end: 3, score: 4 }

const counting = () => {
  const calls: string[] = []
  const detect: Detect = (text, hint) => {
    calls.push(`${text}|${hint}`)
    return [finding]
  }
  return { calls, detect }
}

describe('cachedDetect', () => {
  it('detects a repeated text once', () => {
    const { calls, detect } = counting()
    const cached = cachedDetect(detect, { digest: 'd' })
    expect(cached('alice', LONG, 'h')).toEqual([finding])
    expect(cached('alice', LONG, 'h')).toEqual([finding])
    expect(calls).toHaveLength(1)
  })

  it('shares nothing between scopes, hints and texts', () => {
    const { calls, detect } = counting()
    const cached = cachedDetect(detect, { digest: 'd' })
    cached('alice', LONG, 'h')
    cached('bob', LONG, 'h')
    cached('alice', LONG, 'g')
    cached('alice', `${LONG}.`, 'h')
    expect(calls).toHaveLength(4)
  })

  it('cannot be made to mix up where the scope ends and the hint begins', () => {
    const { calls, detect } = counting()
    const cached = cachedDetect(detect, { digest: 'd' })
    cached('ab', LONG, 'c')
    cached('a', LONG, 'bc')
    cached('a', `c${LONG}`, 'b')
    expect(calls).toHaveLength(3)
  })

  it('keeps nothing without a scope', () => {
    const { calls, detect } = counting()
    const cached = cachedDetect(detect, { digest: 'd' })
    cached('', LONG, '')
    cached('', LONG, '')
    expect(calls).toHaveLength(2)
  })

  it('keeps short texts too, which every body of a service repeats, within their scope', () => {
    const { calls, detect } = counting()
    const cached = cachedDetect(detect, { digest: 'd' })
    expect(cached('alice', 'desk 4.12', 'app')).toEqual([finding])
    expect(cached('alice', 'desk 4.12', 'app')).toEqual([finding])
    cached('bob', 'desk 4.12', 'app')
    expect(calls).toHaveLength(2)
  })

  it('does not keep a word in which something is found, for it is some caller’s own', () => {
    const { calls, detect } = counting()
    const cached = cachedDetect(detect, { digest: 'd' })
    cached('alice', 'Mara', '')
    cached('alice', 'Mara', '')
    expect(calls).toHaveLength(2)
  })

  it('drops what was used least recently when it is full', () => {
    const { calls, detect } = counting()
    const cached = cachedDetect(detect, { digest: 'd', maxBytes: 650 })
    cached('a', `1${LONG}`, '')
    cached('a', `2${LONG}`, '')
    cached('a', `1${LONG}`, '')
    cached('a', `3${LONG}`, '')
    expect(calls).toHaveLength(3)
    cached('a', `1${LONG}`, '')
    expect(calls).toHaveLength(3)
    cached('a', `2${LONG}`, '')
    expect(calls).toHaveLength(4)
  })
})
