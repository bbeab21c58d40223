import { describe, expect, it } from 'vitest'
import { isPieceOfDigitGroups, isPieceOfToken } from '../../../src/detect/guards.js'

const at = (marked: string): [string, number, number] => {
  const start = marked.indexOf('[[')
  const end = marked.indexOf(']]') - 2
  return [marked.replace('[[', '').replace(']]', ''), start, end]
}

describe('isPieceOfToken', () => {
  it.each([
    ['a UUID', 'id 550e8400-e29b-41d4-a716-[[446655440000]] ok'],
    ['a UUID in the middle', '550e8400-[[1234-5678-9012]]-446655440000'],
    ['a decimal number', 'paid [[123456789]].00 today'],
    ['a longer dotted number', 'v [[1.22.333]].4444'],
    ['the tail of a dotted number', '3.[[14159265]]'],
    ['a pre-release version', 'lib [[555.123.4567]]-beta.1'],
    ['a key fingerprint', '16:27:ac:[[a5:76:28:2d:36:63]]:1b:56'],
    ['a placeholder', 'write to <[[EMAIL_12]]> now'],
    ['digits of a placeholder', '<US_SSN_[[536904399]]>'],
    ['a base64 blob', 'aGVsbG8gV29ybGQgMTIz+[[4111111111111111]]/Q2hlY2tlciBGb3VyIFR3bw=='],
  ])('sees that the candidate is a piece of %s', (_, marked) => {
    expect(isPieceOfToken(...at(marked))).toBe(true)
  })

  it.each([
    ['ends a sentence', 'call [[555.123.4567]]. Thanks'],
    ['stands in a path', 'https://bank.example/users/[[DE89370400440532013000]]/statement-of-accounts'],
    ['is a dotted date', 'born [[12.03.1985]], Berlin'],
    ['is a whole UUID itself', '[[550e8400-e29b-41d4-a716-446655440000]]'],
    ['is a hardware address after a label', 'MAC:[[aa:bb:cc:dd:ee:ff]]'],
    ['stands between angle brackets', '<[[jane@corp.org]]>'],
    ['follows an equals sign', 'ip=[[10.1.2.3]]'],
  ])('lets a candidate be that %s', (_, marked) => {
    expect(isPieceOfToken(...at(marked))).toBe(false)
  })
})

describe('isPieceOfDigitGroups', () => {
  it('sees groups joined by the sign of the candidate itself', () => {
    expect(isPieceOfDigitGroups(...at('1234-[[536-90-4399]]'))).toBe(true)
    expect(isPieceOfDigitGroups(...at('[[536-90-4399]]-12'))).toBe(true)
  })

  it('sees a line of a hexadecimal dump', () => {
    expect(isPieceOfDigitGroups(...at('0000000: 2e54 4820 [[5858 4420 3120 2241]]'))).toBe(true)
    expect(isPieceOfDigitGroups(...at('dump\n0000010: [[5858 4420 3120 2241]] 2e54  XXD 1 "A.T'))).toBe(true)
    // A card beside an IBAN, behind a number with a colon, beside groups that no line of a dump holds.
    expect(isPieceOfDigitGroups(...at('an [[4818 5039 3290 9937]] DE60 5956 8610 9753 4477 62'))).toBe(false)
    expect(isPieceOfDigitGroups(...at('ab12 [[4818 5039 3290 9937]]'))).toBe(false)
    expect(isPieceOfDigitGroups(...at('1234567: [[4818 5039 3290 9937]]'))).toBe(false)
    expect(isPieceOfDigitGroups(...at('1234567: [[4818 5039 3290 9937]] DE60 5956 8610 9753 4477 62'))).toBe(false)
    expect(isPieceOfDigitGroups(...at('[[7061 6765 2066]] 6f72 2078'))).toBe(false)
  })

  it('leaves a number alone that stands beside words and other numbers of four', () => {
    expect(isPieceOfDigitGroups(...at('cafe 1234 [[4111 1111 1111 1111]] 1230 dead'))).toBe(false)
    expect(isPieceOfDigitGroups(...at('b52a2 [[4111 1111 1111 1111]]'))).toBe(false)
  })

  it('leaves ranges and lists of plain numbers alone', () => {
    expect(isPieceOfDigitGroups(...at('[[111222333]]-123456782'))).toBe(false)
    expect(isPieceOfDigitGroups(...at('no. 7-[[536904399]]'))).toBe(false)
  })
})

describe('a text of one long line', () => {
  it('is not read back to its beginning for each candidate', () => {
    const text = '12345678 '.repeat(500_000)
    const started = performance.now()
    for (let at = text.length - 9_000; at < text.length; at += 9) isPieceOfDigitGroups(text, at, at + 8)
    expect(performance.now() - started).toBeLessThan(1000)
  })
})
