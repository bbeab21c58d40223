import type { Format } from './formats/format.js'

/** A protected route that a request named: in which format it speaks, and the canonical path that goes to the upstream. */
export type Route = {
  readonly format: Format
  readonly path: string
  /** What stood for the `{name}`s of the format's path. */
  readonly params: Readonly<Record<string, string>>
}

/** Which paths are protected, by the last segment first, so that other paths cost one look-up. */
export type Routes = {
  /** The route that a canonical path names; null where the path is not protected. */
  readonly match: (path: string) => Route | null
  /** True when any spelling of the path could reach a protected route or an endpoint of the gateway. */
  readonly aimsAtProtected: (loosePath: string) => boolean
}

const OWN = /^(.*)\/v1\/pii\/(detect|restore|erase|mappings\/[^/]+)$/i
/** The maps of a thread, or of all threads of a space. */
const MAPS = /^.*\/v1\/spaces\/(?<space>[^/]+)(?:\/threads\/(?<thread>[^/]+))?\/pii$/i
const PARAMETER = /\{(\w+)\}/g

type Pattern = { readonly format: Format; readonly regex: RegExp; readonly template: string }

/** `{name}` matches within a segment; all else in any case, since the upstream might read it so, and leaves as it is spelt here. */
const compile = (format: Format, template: string): Pattern => {
  const source = template
    .split(PARAMETER)
    .map((part, index) => (index % 2 === 1 ? `(?<${part}>[^/]+)` : escaped(part)))
    .join('')
  return { format, template, regex: new RegExp(`^${format.prefix === 'any' ? '(?<prefix>.*)' : ''}${source}$`, 'i') }
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

/** Key of a path in the table: what follows the last slash or colon, in lower case. */
const tailOf = (path: string): string => {
  const slash = path.lastIndexOf('/')
  const colon = path.lastIndexOf(':')
  return path.slice(Math.max(slash, colon) + 1).toLowerCase()
}

const NOTHING: readonly Pattern[] = []
/** Clients ask for the same paths again and again. So many answers are kept, for paths up to a length that no client needs. */
const MAX_KEPT = 1024
const MAX_KEPT_CHARS = 256
const NO_GROUPS: Readonly<Record<string, string>> = {}

export const createRoutes = (formats: readonly Format[]): Routes => {
  const byTail = new Map<string, Pattern[]>()
  /** Templates that end in a parameter. */
  const open: Pattern[] = []
  for (const format of formats)
    for (const template of format.paths) {
      const pattern = compile(format, template)
      if (template.endsWith('}')) open.push(pattern)
      else byTail.set(tailOf(template), [...(byTail.get(tailOf(template)) ?? []), pattern])
    }
  const matchOne = (patterns: readonly Pattern[], path: string): Route | null => {
    for (const { format, regex, template } of patterns) {
      const found = regex.exec(path)
      if (found === null) continue
      const groups = found.groups ?? NO_GROUPS
      const fixed = template.replace(PARAMETER, (_, name: string) => groups[name] ?? '')
      return { format, path: `${groups.prefix ?? ''}${fixed}`, params: groups }
    }
    return null
  }
  const find = (path: string): Route | null =>
    matchOne(byTail.get(tailOf(path)) ?? NOTHING, path) ?? (open.length === 0 ? null : matchOne(open, path))
  const kept = new Map<string, Route | null>()
  const match = (path: string): Route | null => {
    const known = kept.get(path)
    if (known !== undefined) return known
    const route = find(path)
    if (path.length > MAX_KEPT_CHARS) return route
    if (kept.size >= MAX_KEPT) kept.clear()
    kept.set(path, route)
    return route
  }
  return {
    match,
    aimsAtProtected: (loosePath) => match(loosePath) !== null || isOwnPath(loosePath),
  }
}

/** Where erasures are routed: no path of a request can spell it. */
export const ERASURE = '/ erasure'

/** Space (as the path spells it, like those of protected routes) and thread of a path under which maps are erased. */
export const mapsOf = (path: string): { readonly space: string; readonly thread: string | null } | null => {
  const { space, thread } = MAPS.exec(path)?.groups ?? NO_GROUPS
  return space === undefined ? null : { space, thread: thread === undefined ? null : unescaped(thread) }
}

/** A thread id stands in a body as it is, and in a path percent-encoded. */
const unescaped = (segment: string): string => {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}

/** Part of the path of every endpoint of the gateway, and of few others. */
const PII = /\/pii(?:\/|$)/i

/** True for an endpoint of the gateway itself. */
export const isOwnPath = (path: string): boolean => PII.test(path) && (OWN.test(path) || MAPS.test(path))

/** Path by which the app routes the gateway's own endpoints: without the prefix, in lower case where it is fixed. */
export const ownPath = (path: string): string => {
  if (MAPS.test(path)) return ERASURE
  const own = OWN.exec(path)
  return own ? `/v1/pii/${own[2]?.toLowerCase().startsWith('mappings/') ? own[2] : own[2]?.toLowerCase()}` : path
}
