import { describe, expect, it } from 'vitest'
import { callerProblems } from '../../../src/config/caller-relations.js'

const problemsOf = (root: Record<string, unknown>) =>
  callerProblems(root).map(({ path, message }) => `${path.join('.')} ${message}`)
const jwt = { issuer: 'https://a.example', jwks_url: 'https://a.example/keys' }

describe('callerProblems', () => {
  it('finds nothing wrong with callers that fit together', () => {
    const auth = {
      mode: 'required',
      keys: [{ id: 'a', tenant: 'acme' }],
      jwt: [{ ...jwt, tenant_claim: 'org' }],
      certificates: [{ id: 'c', tenant: 'acme' }],
    }
    expect(problemsOf({ auth, tls: { client_ca_file: 'ca.pem' }, tenants: { acme: {} } })).toEqual([])
    expect(problemsOf({ auth: { keys: [{ id: 'a' }] } })).toEqual([])
  })

  it.each([
    [
      { auth: { mode: 'required', keys: [{ tenant: 'acmee' }] }, tenants: { acme: {} } },
      'auth.keys.0.tenant is not in',
    ],
    [{ auth: { mode: 'required', keys: [{}] }, tenants: { acme: {} } }, 'auth.keys.0.tenant must be set'],
    [{ auth: { mode: 'required', jwt: [jwt] }, tenants: { acme: {} } }, 'auth.jwt.0.tenant must be set'],
    [{ auth: { jwt: [jwt] } }, 'auth.jwt needs auth.mode: required'],
    [{ tenants: { acme: {} } }, 'tenants needs auth.mode: required'],
    [{ auth: { mode: 'required', certificates: [{}] } }, 'auth.certificates needs tls.client_ca_file'],
    [{ auth: { mode: 'required', jwt: [{ ...jwt, jwks_file: 'x' }] } }, 'auth.jwt.0.jwks_url or jwks_file'],
    [{ auth: { mode: 'required', jwt: [{ issuer: 'x' }] } }, 'auth.jwt.0.jwks_url or jwks_file'],
    [{ auth: { mode: 'required', jwt: [jwt, jwt] } }, 'auth.jwt.1.issuer is used'],
    [{ auth: { mode: 'required', jwt: [{ ...jwt, tenant: 'a', tenant_claim: 'b' }] } }, 'auth.jwt.0.tenant and'],
    [{ upstream: { cert_file: 'x' } }, 'upstream.key_file is missing'],
    [{ upstream: { key_file: 'x' } }, 'upstream.cert_file is missing'],
  ])('names the problem of %j', (root, problem) => {
    const problems = problemsOf(root)
    expect(problems).toHaveLength(1)
    expect(problems[0]).toContain(problem)
  })
})
