/** A protected chat route, in canonical spelling; `path` is what goes to the upstream. */
export type ChatRoute = { readonly path: string; readonly spaceId: string }

const CHAT = /^(.*)\/v1\/spaces\/([^/]+)\/chat$/i
const OWN = /^(.*)\/v1\/pii\/(detect|restore|mappings\/[^/]+)$/i

/**
 * The chat route that a canonical path names, also under a prefix such as `/api-proxy`. The fixed segments match in any
 * case, since the upstream might, and are forwarded in lower case.
 */
export const matchChat = (path: string): ChatRoute | null => {
  const match = CHAT.exec(path)
  if (!match) return null
  const [, prefix = '', spaceId = ''] = match
  return { path: `${prefix}/v1/spaces/${spaceId}/chat`, spaceId }
}

/** True when any spelling of the path could reach a protected route or an endpoint of the gateway. */
export const aimsAtProtected = (loosePath: string): boolean => CHAT.test(loosePath) || OWN.test(loosePath)

/** Path by which the app routes: without the prefix, in lower case where it is fixed. */
export const routingPath = (path: string): string => {
  const chat = CHAT.exec(path)
  if (chat) return `/v1/spaces/${chat[2]}/chat`
  const own = OWN.exec(path)
  return own ? `/v1/pii/${own[2]?.toLowerCase().startsWith('mappings/') ? own[2] : own[2]?.toLowerCase()}` : path
}
