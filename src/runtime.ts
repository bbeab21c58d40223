import { randomBytes } from 'node:crypto'
import { loadCallers } from './callers.js'
import { unknownOperators } from './config/entities.js'
import type { Config } from './config/schema.js'
import { type Destinations, openDestinations } from './destinations.js'
import { cachedDetect } from './detect/cache.js'
import { BUILT_IN } from './formats/built-in.js'
import { declaredFormats } from './formats/declared.js'
import { createTrustedPeers } from './http/forwarded.js'
import { createSealer, type Sealer } from './mapping/seal.js'
import { openStore } from './mapping/store/open.js'
import { createPins, type Pins } from './mapping/store/pins.js'
import type { ThreadStore } from './mapping/store/store.js'
import { policiesOf } from './policies.js'
import type { AuthenticateRequest } from './policy/authenticate.js'
import type { ChoosePolicy, Policy } from './policy/choose.js'
import { usesHash } from './policy/uses-hash.js'
import { createLiteralFinder } from './pseudonyms/literals.js'
import { createHash } from './pseudonyms/operators/hash.js'
import { createSurrogate, type Surrogate } from './pseudonyms/operators/surrogate.js'
import { rehearsePolicies } from './rehearse.js'
import { createRoutes, type Routes } from './routes.js'
import { loadRules } from './rules/load.js'
import type { RuleSet } from './rules/rule-set.js'
import { createTenancy, type Tenancy } from './tenancy.js'
import { LITERAL } from './token.js'
import type { Finding, Identify, Issue } from './types.js'

/** Everything that serves a request, compiled. Built whole, then one reference is swapped; a request keeps the one it began with. */
export type Runtime = {
  readonly config: Config
  readonly ruleSet: RuleSet
  readonly digest: string
  readonly entities: ReadonlySet<string>
  readonly detect: (scope: string, text: string, hint: string) => readonly Finding[]
  readonly identify: Identify
  /** Null where no hash key is set. */
  readonly hash: ((entity: string, key: string) => string) | null
  readonly surrogate: Surrogate
  readonly findLiterals: ReturnType<typeof createLiteralFinder>
  readonly choosePolicy: ChoosePolicy
  /** The policy where nothing is known of the place. */
  readonly policy: Policy
  readonly authenticate: AuthenticateRequest
  /** The protected routes. */
  readonly routes: Routes
  readonly isTrustedPeer: (address: string) => boolean
  readonly sealer: Sealer
  readonly store: ThreadStore
  readonly pins: Pins
  /** Null where the configuration lists no tenants. */
  readonly tenancy: Tenancy | null
  readonly destinations: Destinations
}

const CACHE_BYTES = 64 * 1024 * 1024
const KEY_BYTES = 32

/**
 * Builds a runtime from a checked configuration: all of it, or all the problems. What must outlive a reload (threads,
 * references, a sealing key made at start, connections to an unchanged upstream) is taken from `previous`.
 */
export const buildRuntime = async (
  config: Config,
  previous?: Runtime,
): Promise<{ readonly runtime: Runtime } | { readonly issues: readonly Issue[] }> => {
  const loaded = await loadRules({
    dir: config.rules,
    engine: config.engine,
    defaultRegion: config.default_region,
    minLikelihood: config.policy.min_likelihood,
  })
  if ('issues' in loaded) return { issues: loaded.issues }
  const { ruleSet } = loaded
  const unknown = unknownOperators(config, ruleSet.groups.keys())
  if (unknown.length > 0) return { issues: unknown }
  if (config.hash_key === undefined && usesHash(ruleSet.policies)) return { issues: [NO_HASH_KEY] }
  const choosePolicy = policiesOf(config, ruleSet)
  const failed = rehearsePolicies(ruleSet)
  if (failed.length > 0) return { issues: failed }
  const callers = loadCallers(config)
  if ('issues' in callers) return callers
  const opened = openDestinations(config, previous?.destinations)
  if ('issues' in opened) return opened
  const kept = await storeOf(config, previous)
  if ('issues' in kept) return kept
  const entities = new Set(ruleSet.groups.keys())
  const runtime: Runtime = {
    config,
    ruleSet,
    digest: ruleSet.digest,
    entities,
    detect: cachedDetect(ruleSet.observe, { maxBytes: CACHE_BYTES, digest: ruleSet.digest }),
    identify: ruleSet.identify,
    hash: config.hash_key === undefined ? null : createHash(config.hash_key),
    surrogate: createSurrogate({
      secret: config.hash_key ?? config.seal_key ?? processKey,
      region: config.default_region,
      groups: ruleSet.groups,
      isValid: ruleSet.isValid,
    }),
    findLiterals: createLiteralFinder([...entities, LITERAL]),
    choosePolicy,
    policy: choosePolicy({ tenant: null, space: null, route: null }),
    authenticate: callers.authenticate,
    routes: createRoutes([...declaredFormats(config.routes), ...BUILT_IN]),
    isTrustedPeer: createTrustedPeers(config.trusted_proxies),
    sealer: createSealerOf(config, previous),
    ...kept,
    tenancy: createTenancy(config.tenants, previous?.tenancy),
    destinations: opened.destinations,
  }
  return { runtime }
}

const NO_HASH_KEY: Issue = {
  file: 'configuration',
  line: 0,
  path: 'hash_key',
  message: 'must be set (COATCHECK_HASH_KEY): a policy uses the operator hash',
}

/** One key per process where none is configured; a reload keeps it. */
const processKey = randomBytes(KEY_BYTES)

const sealedBy = ({ seal_key, seal_key_retired }: Config): string => JSON.stringify([seal_key, seal_key_retired])

const createSealerOf = (config: Config, previous: Runtime | undefined): Sealer =>
  previous !== undefined && sealedBy(previous.config) === sealedBy(config)
    ? previous.sealer
    : createSealer({
        current: config.seal_key === undefined ? processKey : Buffer.from(config.seal_key, 'base64'),
        retired: config.seal_key_retired.map((key) => Buffer.from(key, 'base64')),
        now: Date.now,
      })

/** The store outlives a reload unless what it is made of has changed: then another one is opened over the same data. */
const storeOf = async (
  config: Config,
  previous: Runtime | undefined,
): Promise<Pick<Runtime, 'store' | 'pins'> | { readonly issues: readonly Issue[] }> => {
  const madeOf = ({ vault, threads, seal_key, seal_key_retired }: Config): string =>
    vault === 'memory:' ? vault : JSON.stringify([vault, threads, seal_key, seal_key_retired])
  if (previous !== undefined && madeOf(previous.config) === madeOf(config))
    return { store: previous.store, pins: previous.pins }
  const opened = await openStore(config)
  if ('problem' in opened)
    return { issues: [{ file: 'configuration', line: 0, path: 'vault', message: opened.problem }] }
  return { store: opened.store, pins: createPins(opened.store.touch, config.threads.ttl_seconds * 1000) }
}
