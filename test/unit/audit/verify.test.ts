import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { createChain, GENESIS, isSignedBy } from '../../../src/audit/chain.js'
import { verifyAudit } from '../../../src/audit/verify.js'

const { privateKey, publicKey } = generateKeyPairSync('ed25519')
const other = generateKeyPairSync('ed25519')

/** A closed log of ten records with a checkpoint in the middle. */
const makeLog = (): string[] => {
  const chain = createChain(privateKey, GENESIS)
  const lines = [chain.addSigned('"kind":"open"')]
  for (let n = 0; n < 10; n++) {
    lines.push(chain.add(`"kind":"request","entities":{"EMAIL":${n}}`))
    if (n === 4) lines.push(chain.addSigned('"kind":"checkpoint"'))
  }
  lines.push(chain.addSigned('"kind":"close"'))
  return lines
}
const kindsOf = async (lines: readonly string[], options = {}) =>
  (await verifyAudit(lines, publicKey, options)).problems.map(({ kind }) => kind)

describe('a log as it was written', () => {
  it('has no problem, and says how much is signed', async () => {
    const report = await verifyAudit(makeLog(), publicKey)
    expect(report).toMatchObject({ lines: 13, signed: 3, unsigned: 0, problems: [], head: { seq: 13 } })
  })

  it('goes on after a restart and over files', async () => {
    const first = createChain(privateKey)
    const lines = [first.addSigned('"kind":"open"'), first.add('"kind":"request"')]
    const second = createChain(privateKey, first.state())
    lines.push(second.addSigned('"kind":"start"'), second.addSigned('"kind":"close"'))
    const third = createChain(privateKey, second.state())
    const rest = [third.addSigned('"kind":"open"'), third.add('"kind":"request"'), third.addSigned('"kind":"close"')]
    expect(await kindsOf([...lines, ...rest])).toEqual([])
    expect(await kindsOf(rest)).toEqual([])
    expect(await kindsOf(lines.slice(0, 3), { isOpen: true })).toEqual([])
  })
})

describe('a log that was tampered with', () => {
  it('is found out for every line that is removed', async () => {
    const log = makeLog()
    for (let n = 0; n < log.length; n++) {
      const kinds = await kindsOf(log.toSpliced(n, 1))
      expect([n, kinds.length > 0]).toEqual([n, true])
    }
  })

  it('is found out for every line that is altered, in one character', async () => {
    const log = makeLog()
    for (let n = 0; n < log.length; n++) {
      const altered = log[n]!.replace(/"kind":"(.)/, (_, letter: string) => `"kind":"${letter === 'x' ? 'y' : 'x'}`)
      const kinds = await kindsOf(log.toSpliced(n, 1, altered))
      expect([n, kinds.length > 0]).toEqual([n, true])
    }
    const count = log.toSpliced(3, 1, log[3]!.replace('"EMAIL":2', '"EMAIL":0'))
    expect(await kindsOf(count)).toContain('altered')
  })

  it('is found out for every two lines that change places, and for one that is repeated', async () => {
    const log = makeLog()
    for (let n = 0; n + 1 < log.length; n++) {
      const swapped = [...log]
      ;[swapped[n], swapped[n + 1]] = [swapped[n + 1]!, swapped[n]!]
      expect([n, (await kindsOf(swapped)).length > 0]).toEqual([n, true])
      expect(await kindsOf(log.toSpliced(n, 0, log[n]!))).toContain('reordered')
    }
  })

  it('is found out for a tail that was cut, at any line', async () => {
    const log = makeLog()
    for (let n = 1; n < log.length; n++) expect(await kindsOf(log.slice(0, n))).toContain('tail')
    expect(await kindsOf([])).toContain('tail')
  })

  it('is found out for a head that was cut', async () => {
    expect(await kindsOf(makeLog().slice(6))).toContain('head')
  })

  it('is found out when its hashes were made anew without the key', async () => {
    const chain = createChain(other.privateKey)
    const forged = makeLog().map((line, n) => {
      const kind = /"kind":"(\w+)"/.exec(line)?.[1]
      return kind === 'request' ? chain.add(`"kind":"request","n":${n}`) : chain.addSigned(`"kind":"${kind}"`)
    })
    expect(await kindsOf(forged)).toEqual(['signature', 'signature', 'signature'])
  })

  it('is found out when it was rolled back to an earlier end that somebody remembers', async () => {
    const chain = createChain(privateKey)
    const early = [chain.addSigned('"kind":"open"'), chain.addSigned('"kind":"close"')]
    const start = chain.addSigned('"kind":"start"')
    const { seq, prev: hash } = chain.state()
    const late = [...early, start, chain.addSigned('"kind":"close"')]
    expect(await kindsOf(early)).toEqual([])
    expect(await kindsOf(early, { expected: { seq, hash } })).toEqual(['expected'])
    expect(await kindsOf(late, { expected: { seq, hash } })).toEqual([])
    expect(await kindsOf(late, { expected: { seq, hash: 'x'.repeat(43) } })).toEqual(['expected'])
  })

  it('is found out for lines that are no records', async () => {
    for (const line of ['', 'garbage', '{}', '{"seq":1}', '[1,2]', 'null'])
      expect(await kindsOf(makeLog().toSpliced(4, 0, line))).toContain('unreadable')
  })
})

describe('isSignedBy', () => {
  it('wants the signature of this key over this line', () => {
    const line = createChain(privateKey).addSigned('"kind":"open"')
    expect(isSignedBy(line, publicKey)).toBe(true)
    expect(isSignedBy(line, other.publicKey)).toBe(false)
    expect(isSignedBy(line.replace('open', 'opem'), publicKey)).toBe(false)
    expect(isSignedBy(line.replace(/,"sig".*/, '}'), publicKey)).toBe(false)
  })
})
