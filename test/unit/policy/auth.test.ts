import { describe, expect, it } from 'vitest'
import { GatewayError } from '../../../src/errors.js'
import { createAuthenticator, createKey, refuseDuplicates } from '../../../src/policy/auth.js'

const codeOf = (run: () => unknown): string => {
  try {
    run()
  } catch (error) {
    return error instanceof GatewayError ? error.code : 'other'
  }
  return 'none'
}

const team = createKey('team-a', '')
const other = createKey('team-b', '')
const keys = [
  { id: 'team-a', hash: team.hash },
  { id: 'team-b', hash: other.hash },
]
const required = createAuthenticator({ mode: 'required', keys })

describe('createKey', () => {
  it('makes a key of the documented form, never twice the same', () => {
    expect(team.key).toMatch(/^ck_team-a_[0-9A-Za-z]{32}$/)
    expect(team.hash).toMatch(/^hmac-sha256:[\w-]{22}:[\w-]{43}$/)
    expect(createKey('team-a', '').key).not.toBe(team.key)
  })

  it('keeps nothing of the key in the hash', () => {
    expect(team.hash).not.toContain(team.key.slice(-32))
  })
})

describe('required', () => {
  it.each([
    ['X-API-Key', team.key],
    ['x-coatcheck-key', team.key],
    ['Authorization', `Bearer ${team.key}`],
    ['AUTHORIZATION', `bearer  ${team.key}`],
  ])('accepts a key in %s', (name, value) => {
    const { caller, consumed } = required(['Host', 'x', name, value])
    expect(caller).toBe('team-a')
    expect(consumed.has(name.toLowerCase())).toBe(true)
  })

  it.each([
    ['no key', []],
    ['the stand-in of the guide', ['X-API-Key', 'your_api_key']],
    ['another secret', ['X-API-Key', `ck_team-a_${'A'.repeat(32)}`]],
    ['an unknown id', ['X-API-Key', `ck_nobody_${team.key.slice(-32)}`]],
    ['the id of another team', ['X-API-Key', `ck_team-b_${team.key.slice(-32)}`]],
    ['an object property as id', ['X-API-Key', `ck_constructor_${'A'.repeat(32)}`]],
    ['a longer key', ['X-API-Key', `${team.key}A`]],
    ['another scheme', ['Authorization', `Basic ${team.key}`]],
    ['an empty key', ['X-API-Key', '']],
  ])('refuses %s', (_, headers) => {
    expect(codeOf(() => required(headers))).toBe('unauthorized')
  })

  it('tells the tenant of a key, and takes one id in two tenants for two callers', () => {
    const authenticate = createAuthenticator({
      mode: 'required',
      keys: [{ id: 'team-a', hash: team.hash, tenant: 'acme' }, keys[1]!],
    })
    expect(authenticate(['X-API-Key', team.key])).toMatchObject({ caller: 'acme/team-a', tenant: 'acme' })
    expect(authenticate(['X-API-Key', other.key])).toMatchObject({ caller: 'team-b', tenant: null })
  })

  it('takes no tenant from a header', () => {
    const chosen = ['X-Tenant', 'acme', 'X-Tenant-Id', 'acme', 'X-Coatcheck-Tenant', 'acme']
    expect(required([...chosen, 'X-API-Key', team.key]).tenant).toBeNull()
  })

  it('relays the upstream’s own key beside a gateway key', () => {
    const { caller, consumed } = required(['X-API-Key', 'for-the-upstream', 'X-Coatcheck-Key', team.key])
    expect([caller, [...consumed]]).toEqual(['team-a', ['x-coatcheck-key']])
  })

  it('consumes every header that holds a gateway key', () => {
    const { caller, consumed } = required(['Authorization', `Bearer ${other.key}`, 'X-API-Key', team.key])
    expect(caller).toBe('team-a')
    expect([...consumed].sort()).toEqual(['authorization', 'x-api-key', 'x-coatcheck-key'])
  })

  it('accepts a hash with a pepper only with that pepper', () => {
    const peppered = createKey('p', 'pepper-of-the-house')
    const policy = { mode: 'required' as const, keys: [{ id: 'p', hash: peppered.hash }] }
    expect(createAuthenticator(policy, 'pepper-of-the-house')(['X-API-Key', peppered.key]).caller).toBe('p')
    expect(codeOf(() => createAuthenticator(policy, 'another-pepper-here')(['X-API-Key', peppered.key]))).toBe(
      'unauthorized',
    )
    expect(codeOf(() => createAuthenticator(policy)(['X-API-Key', peppered.key]))).toBe('unauthorized')
  })

  it('says nothing of the key in the error (F105)', () => {
    const secret = `ck_team-a_${'Z'.repeat(32)}`
    try {
      required(['X-API-Key', secret])
      expect.unreachable()
    } catch (error) {
      expect(JSON.stringify(error) + String(error)).not.toContain('ZZZ')
    }
  })
})

describe('off', () => {
  const open = createAuthenticator({ mode: 'off', keys: [] })

  it('makes a stable caller of the presented credential, without showing it', () => {
    const { caller, consumed } = open(['X-API-Key', 'abc'])
    expect(caller).toMatch(/^[\w-]{22}$/)
    expect(open(['authorization', 'Bearer abc']).caller).toBe(caller)
    expect(open(['X-API-Key', 'abd']).caller).not.toBe(caller)
    expect(consumed.has('x-api-key')).toBe(false)
  })

  it.each([
    ['nothing', []],
    ['the stand-in', ['X-API-Key', 'your_api_key']],
    ['the stand-in as a token', ['Authorization', 'Bearer your_api_key']],
    ['an empty key', ['X-API-Key', ' ']],
    ['basic credentials', ['Authorization', 'Basic abc']],
  ])('has no caller for %s', (_, headers) => {
    expect(open(headers).caller).toBeNull()
  })

  it('keeps callers over a reload, and makes others with a hash key', () => {
    const again = createAuthenticator({ mode: 'off', keys: [] })
    const keyed = createAuthenticator({ mode: 'off', keys: [] }, 'hash-key-of-the-house')
    const headers = ['X-API-Key', 'abc']
    expect(again(headers).caller).toBe(open(headers).caller)
    expect(keyed(headers).caller).not.toBe(open(headers).caller)
  })

  it('always consumes X-Coatcheck-Key', () => {
    expect([...open(['X-Coatcheck-Key', 'abc']).consumed]).toEqual(['x-coatcheck-key'])
  })
})

describe('refuseDuplicates', () => {
  it.each([
    'X-Pii-Mapping',
    'X-Auto-Pii-Mapping',
    'X-Pii-Positions',
    'X-Chat-History-Pii-Mapping',
    'X-Pii-Mapping-Ref',
    'X-Chat-History-Pii-Mapping-Ref',
    'X-API-Key',
    'X-Coatcheck-Key',
    'Authorization',
  ])('refuses %s twice, in whatever case', (name) => {
    expect(codeOf(() => refuseDuplicates([name, 'a', 'Host', 'x', name.toUpperCase(), 'a']))).toBe('header_duplicate')
    expect(codeOf(() => refuseDuplicates([name, 'a', 'Host', 'x']))).toBe('none')
  })

  it('lets other headers repeat', () => {
    expect(codeOf(() => refuseDuplicates(['Accept', 'a', 'Accept', 'b', 'Cookie', 'a', 'Cookie', 'b']))).toBe('none')
  })
})
