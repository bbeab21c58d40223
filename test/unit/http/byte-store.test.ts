import { describe, expect, it } from 'vitest'
import { createByteStore } from '../../../src/http/byte-store.js'

describe('createByteStore', () => {
  it('returns a single chunk without copying it', () => {
    const store = createByteStore(10)
    const chunk = Buffer.from('hello')
    store.append(chunk)
    expect(store.toBuffer().buffer).toBe(chunk.buffer)
    expect(store.toBuffer().toString()).toBe('hello')
  })

  it('joins any number of chunks and never writes into the first', () => {
    const backing = Buffer.from('abcXXXX')
    const store = createByteStore(300_000)
    store.append(backing.subarray(0, 3))
    for (let i = 0; i < 200_000; i++) store.append(Buffer.of(0x61 + (i % 26)))
    const whole = store.toBuffer()
    expect(whole.length).toBe(200_003)
    expect(whole.toString('latin1', 0, 6)).toBe('abcabc')
    expect(backing.toString()).toBe('abcXXXX')
  })

  it('takes up to the limit and not one byte more', () => {
    const store = createByteStore(4)
    expect(store.append(Buffer.from('abc'))).toBe(true)
    expect(store.append(Buffer.from('de'))).toBe(false)
    expect(store.append(Buffer.from('d'))).toBe(true)
    expect(store.toBuffer().toString()).toBe('abcd')
  })

  it('is empty before the first chunk', () => {
    expect(createByteStore(1).toBuffer().length).toBe(0)
  })
})
