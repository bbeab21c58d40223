import { describe, expect, it } from 'vitest'
import { loadShipped } from './load.js'
import { GLOBAL, NORTH_AMERICA, SECRETS } from './recognisers.js'

const { rules, detect } = await loadShipped()
const byId = new Map(rules.map((rule) => [rule.id, rule]))

describe('the packs without a country, of secrets and of North America', () => {
  it.each([
    ['secrets', SECRETS, 70],
    ['global', GLOBAL, 38],
    ['North America', NORTH_AMERICA, 24],
  ] as const)('%s: a rule for each recogniser', (_, table, atLeast) => {
    const ids = Object.values(table)
    expect(ids.length).toBeGreaterThanOrEqual(atLeast)
    expect(ids.filter((id) => !byId.has(id))).toEqual([])
  })

  it('every secret is a secret', () => {
    for (const id of Object.values(SECRETS)) expect([id, byId.get(id)?.group]).toEqual([id, 'SECRET'])
  })

  it.each([
    'const password = getPassword(user.id)',
    'api_key = os.environ["SERVICE_API_KEY"]',
    'password: z.string().min(8)',
    '<input type="password" name="password" placeholder="Password" />',
    'export const TOKEN_TYPES = { access_token: "access_token_v1" }',
    'Authorization: Bearer <token>',
    'The basic authentication scheme is described in RFC 7617.',
    'at 2024-11-22T21:06:33.123456789Z took 1234567890 ns',
    'commit 3b335d612137949d2f21fcc6c8c8164db7603227',
    'sha512-abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ==',
    'request 550e8400-e29b-41d4-a716-446655440000 done',
    'Reset your password: click the link we sent to you.',
  ])('nothing is found in: %s', (text) => {
    expect(detect(text, '').map(({ rule }) => rule)).toEqual(text.startsWith('at 2024-') ? ['plain-date'] : [])
  })

  it('text made of near-misses is read in linear time', () => {
    const hostile = [
      'password="',
      'token=aaaaaaaaaaaaaaaa ',
      'AccountKey=',
      '-----BEGIN PGP PRIVATE KEY BLOCK-----\n',
      'kind: Secret\ndata:\n',
      'seed phrase: abandon ',
      'P<UTO<<<<',
      'curl -u ',
      'Server=a;',
    ]
    for (const piece of hostile) {
      const time = (length: number): number => {
        const text = piece.repeat(Math.ceil(length / piece.length))
        const start = performance.now()
        detect(text, '')
        return performance.now() - start
      }
      time(20_000)
      const [short, long] = [Math.min(time(20_000), time(20_000)), Math.min(time(80_000), time(80_000))]
      expect([piece, long < 12 * short + 20]).toEqual([piece, true])
    }
  })
})
