import { callerProblems } from './caller-relations.js'
import { metadataAddressProblems } from './metadata-address.js'
import type { Problem } from './problems.js'
import { list, tree } from './tree.js'

const LOOPBACK = /^(localhost|127\.\d{1,3}\.\d{1,3}\.\d{1,3}|::1|\[::1\])$/i

/** True for an address that only this machine can reach. */
export const isLoopback = (host: string): boolean => LOOPBACK.test(host)

const keyIds = (keys: unknown): unknown[] => list(keys).map((key) => tree(key).id)

/**
 * Problems between keys that are each valid alone. Reads the configuration as written, so that it speaks up even
 * where the schema found something else wrong: all problems are listed at once.
 */
export const relationProblems = (written: unknown): Problem[] => {
  const root = tree(written)
  const auth = tree(root.auth)
  const admin = tree(root.admin)
  const host = root.host ?? '127.0.0.1'
  const ids = keyIds(auth.keys)
  const problems: Problem[] = []
  if (typeof host === 'string' && !isLoopback(host) && auth.mode === undefined) {
    problems.push({
      path: ['auth', 'mode'],
      message: 'must be set (required or off) when host is not a loopback address',
    })
  }
  if (auth.mode === 'required' && ids.length === 0 && list(auth.jwt).length + list(auth.certificates).length === 0) {
    problems.push({
      path: ['auth', 'keys'],
      message: 'must list a key when auth.mode is required (coatcheck keys new)',
    })
  }
  problems.push(...callerProblems(root), ...metadataAddressProblems(root))
  ids.forEach((id, index) => {
    if (id !== undefined && ids.indexOf(id) < index) {
      problems.push({ path: ['auth', 'keys', index, 'id'], message: 'is used by an earlier key' })
    }
  })
  const policy = tree(root.policy)
  const operators = [policy.default_operator, ...Object.values(tree(policy.operators))]
  if (operators.includes('hash') && root.hash_key === undefined) {
    problems.push({ path: ['hash_key'], message: 'must be set (COATCHECK_HASH_KEY) when the operator hash is used' })
  }
  if (typeof root.vault === 'string' && root.vault !== 'memory:' && root.seal_key === undefined) {
    problems.push({
      path: ['seal_key'],
      message: 'must be set (COATCHECK_SEAL_KEY) when vault is not memory: (coatcheck keys seal makes one)',
    })
  }
  const threads = tree(root.threads)
  if (Number(threads.numbers_ttl_seconds ?? 31_536_000) < Number(threads.ttl_seconds ?? 86_400)) {
    problems.push({ path: ['threads', 'numbers_ttl_seconds'], message: 'must not be shorter than threads.ttl_seconds' })
  }
  const { sink = 'off', log_file, key_file } = tree(root.audit)
  if (sink !== 'off' && key_file === undefined)
    problems.push({ path: ['audit', 'key_file'], message: 'must be set (coatcheck keys audit makes a key)' })
  if (sink === 'file' && log_file === undefined)
    problems.push({ path: ['audit', 'log_file'], message: 'must be set when audit.sink is file' })
  const port = root.port ?? 8080
  if (port !== 0 && port === (admin.port ?? 9090) && host === (admin.host ?? '127.0.0.1')) {
    problems.push({ path: ['admin', 'port'], message: 'is the port of the traffic listener' })
  }
  return problems
}
