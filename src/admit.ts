import type { IncomingMessage } from 'node:http'
import { requireJsonType } from './body.js'
import { GatewayError } from './errors.js'
import { checkFraming } from './http/framing.js'
import { checkDeclaredLength } from './http/receive.js'
import { andThen, type Eventually } from './mapping/store/eventually.js'
import { type Authenticated, refuseDuplicates } from './policy/auth.js'
import type { Runtime } from './runtime.js'

const OVERRIDES = ['x-http-method-override', 'x-http-method', 'x-method-override'] as const

/** True for a header, or a parameter `_method`, that asks the upstream to take the request as another method. */
export const hasMethodOverride = ({ headers, url = '' }: IncomingMessage): boolean =>
  OVERRIDES.some((name) => headers[name] !== undefined) || (url.includes('?') && hasOverrideParameter(url))

const hasOverrideParameter = (url: string): boolean => {
  for (const name of new URLSearchParams(url.slice(url.indexOf('?') + 1)).keys())
    if (name.toLowerCase() === '_method') return true
  return false
}

/** What is known of a request before its body: who asks, for which tenant, and which headers end here. */
export type Admission = Authenticated

/**
 * Checks the credentials of a request and counts it in for its tenant: on every route, before anything of it is read. At once where
 * only keys are configured and no tenants: then a request waits for no turn of the event loop.
 */
export const enter = ({ authenticate, tenancy }: Runtime, incoming: IncomingMessage): Eventually<Admission> =>
  andThen(authenticate(incoming), (admission) =>
    tenancy === null ? admission : tenancy.enter(admission.tenant, incoming).then(() => admission),
  )

/**
 * All that can be checked before the body is read (and before `100 Continue`): framing, doubled headers, credentials,
 * declared type and length. Gives who asks; throws, or rejects.
 */
export const admit = (runtime: Runtime, incoming: IncomingMessage): Eventually<Admission> => {
  checkFraming(incoming)
  if (hasMethodOverride(incoming)) throw new GatewayError('method_override')
  refuseDuplicates(incoming.rawHeaders)
  return andThen(enter(runtime, incoming), (admission) => {
    if (incoming.method !== 'GET') requireJsonType(incoming.headers['content-type'])
    checkDeclaredLength(incoming, runtime.config.limits.max_body_bytes)
    return admission
  })
}
