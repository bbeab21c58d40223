import type { Problem } from './problems.js'
import { list, type Tree, tree } from './tree.js'

type Path = Problem['path']

const CREDENTIALS = ['keys', 'jwt', 'certificates'] as const

/** A credential whose tenant is not listed would be refused at every request; one without a tenant too, where tenants are listed. */
const tenantProblems = (root: Tree): Problem[] => {
  const known = Object.keys(tree(root.tenants))
  if (known.length === 0) return []
  return CREDENTIALS.flatMap((kind) =>
    list(tree(root.auth)[kind]).flatMap((one, index): Problem[] => {
      const { tenant, tenant_claim } = tree(one)
      const path: Path = ['auth', kind, index, 'tenant']
      if (typeof tenant === 'string' && !known.includes(tenant)) return [{ path, message: 'is not in `tenants`' }]
      const isNamed = tenant !== undefined || tenant_claim !== undefined
      return isNamed ? [] : [{ path, message: 'must be set, because `tenants` lists who may call' }]
    }),
  )
}

const jwtProblems = (jwt: unknown): Problem[] => {
  const issuers = list(jwt).map((one) => tree(one).issuer)
  return list(jwt).flatMap((one, index): Problem[] => {
    const { jwks_url, jwks_file, tenant, tenant_claim, issuer } = tree(one)
    const at = (key: string, message: string) => ({ path: ['auth', 'jwt', index, key], message })
    return [
      ...((jwks_url === undefined) === (jwks_file === undefined)
        ? [at('jwks_url', 'or jwks_file must be set, not both')]
        : []),
      ...(tenant !== undefined && tenant_claim !== undefined
        ? [at('tenant', 'and tenant_claim exclude each other')]
        : []),
      ...(issuer !== undefined && issuers.indexOf(issuer) < index ? [at('issuer', 'is used by an earlier entry')] : []),
    ]
  })
}

/** Problems between the keys that say who may call. */
export const callerProblems = (root: Tree): Problem[] => {
  const auth = tree(root.auth)
  const tls = tree(root.tls)
  const problems = [...tenantProblems(root), ...jwtProblems(auth.jwt)]
  for (const path of [...CREDENTIALS.slice(1).map((kind) => ['auth', kind]), ['tenants']]) {
    const value = path.length === 1 ? root.tenants : auth[path[1] ?? '']
    const isEmpty = list(value).length === 0 && Object.keys(tree(value)).length === 0
    if (!isEmpty && auth.mode !== 'required') problems.push({ path, message: 'needs auth.mode: required' })
  }
  if (list(auth.certificates).length > 0 && tls.client_ca_file === undefined)
    problems.push({ path: ['auth', 'certificates'], message: 'needs tls.client_ca_file' })
  const { cert_file, key_file } = tree(root.upstream)
  if ((cert_file === undefined) !== (key_file === undefined))
    problems.push({ path: ['upstream', cert_file === undefined ? 'cert_file' : 'key_file'], message: 'is missing' })
  return problems
}
