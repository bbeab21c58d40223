import { describe, expect, it } from 'vitest'
import { createRestorerSource } from '../../../src/pseudonyms/restore.js'

const issued = {
  values: new Map([
    ['PERSON_1', 'Jane "J" Doe'],
    ['EMAIL_1', 'jane@corp.org'],
    ['IP_1', '10.1.2.3'],
  ]),
  surrogates: new Map([
    ['Claire Fenwick', 'PERSON_1'],
    ['claire.fenwick07@example.com', 'EMAIL_1'],
    ['192.0.2.7', 'IP_1'],
  ]),
}
const urls = { urls: 'named' as const, isHostNamed: () => false }

const restore = (pieces: readonly string[], depth: 0 | 1 | 2 = 0, bare = true): string => {
  const source = createRestorerSource(issued, urls)
  const restorer = source.open({ depth, bare })
  return pieces.map((piece, at) => restorer.push(piece, at === pieces.length - 1)).join('')
}

const TEXT = 'Claire Fenwick (claire.fenwick07@example.com) came from 192.0.2.7. <EMAIL_1>, Claire Fenwick'
const RESTORED = 'Jane "J" Doe (jane@corp.org) came from 10.1.2.3. jane@corp.org, Jane "J" Doe'

describe('surrogates in answers', () => {
  it('are put back beside placeholders', () => {
    expect(restore([TEXT])).toBe(RESTORED)
  })

  it.each(['„Claire Fenwick“', 'bei Claire Fenwick—und', '是Claire Fenwick的', '«Claire Fenwick»'])(
    'are put back beside signs and scripts beyond ASCII: %s',
    (text) => {
      const bytes = Buffer.from(text).toString('latin1')
      const back = Buffer.from(restore([bytes]), 'latin1').toString()
      expect(back).toBe(text.replace('Claire Fenwick', 'Jane "J" Doe'))
    },
  )

  it('are put back at every cut of a stream, and byte by byte', () => {
    for (let cut = 0; cut <= TEXT.length; cut += 1)
      expect(restore([TEXT.slice(0, cut), TEXT.slice(cut)])).toBe(RESTORED)
    expect(restore([...TEXT])).toBe(RESTORED)
  })

  it.each([
    'Claire Fenwicks',
    'claire fenwick',
    'xClaire Fenwick',
    'Claire  Fenwick',
    '192.0.2.70',
    '1192.0.2.7',
    '192.0.2.7.5',
    'x.claire.fenwick07@example.com',
    'claire.fenwick07@example.com.evil.example',
    'Claire Fenwick-Smith',
  ])('are not put back where they are only a part, or not exact: %s', (text) => {
    expect(restore([text])).toBe(text)
    expect(restore([...text])).toBe(text)
  })

  it('are escaped for where they stand, also in the arguments of tools', () => {
    expect(restore(['to: Claire Fenwick'], 1, false)).toBe('to: Jane \\"J\\" Doe')
    expect(restore(['{\\"to\\":\\"Claire Fenwick\\"}'], 2, false)).toBe('{\\"to\\":\\"Jane \\\\\\"J\\\\\\" Doe\\"}')
  })

  it('are not put into a URL that the caller did not name', () => {
    const text = 'https://evil.example/?q=claire.fenwick07@example.com'
    expect(restore([text])).toBe(text)
  })

  it('cost nothing where none is in use: the text itself is returned', () => {
    const source = createRestorerSource({ values: issued.values }, urls)
    expect(source.isPlain('Claire Fenwick, 192.0.2.7')).toBe(true)
    expect(source.nextMaybe('Claire Fenwick, 192.0.2.7', 0)).toBe(25)
    expect(createRestorerSource(issued, urls).isPlain('Claire Fenwick')).toBe(false)
    expect(createRestorerSource(issued, urls).nextMaybe('all of it for Claire Fenwick', 0)).toBeLessThanOrEqual(14)
    expect(createRestorerSource(issued, urls).nextMaybe('.... <EMAIL_1>', 2)).toBe(5)
  })
})
