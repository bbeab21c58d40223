import { describe, expect, it } from 'vitest'
import { crc32Table } from '../../../../src/detect/checks/crc32.js'

describe('crc32Table', () => {
  it('gives the check value of the CRC catalogue for "123456789"', () => {
    let crc = 0xffffffff
    for (const char of '123456789') crc = crc32Table[(crc ^ char.charCodeAt(0)) & 0xff]! ^ (crc >>> 8)
    expect((crc ^ 0xffffffff) >>> 0).toBe(0xcbf43926)
  })
})
