/**
 * The canonical form of a request target (RFC 9112 section 3.2, RFC 3986 section 6.2.2), and a check on spellings that two parsers
 * could read as two different paths.
 */

/**
 * `path` is canonical: unreserved characters decoded, other escapes in upper-case hex, no trailing slash. `query` has no `?`.
 * `loosePath` is what the most lenient parser could make of it, in lower case: compare it with lower-case patterns only, and only
 * to refuse. `splitPath` is the same of a parser that looks for slashes before it decodes: `a%2fb` is one segment of it, and `%2e%2e`
 * a name. `illegal` says that no client needs such a target anywhere, so that it may be refused off protected paths too.
 */
export type Target =
  | { readonly kind: 'ok'; readonly path: string; readonly query: string; readonly loosePath: string }
  | { readonly kind: 'bad'; readonly loosePath: string; readonly splitPath: string; readonly illegal: boolean }

/** No escapes, no empty segment, no segment that begins with a dot, no `;`: nearly every real path. */
const PLAIN_PATH = /^(?:\/[A-Za-z0-9_~!$&'()*+,=:@-][A-Za-z0-9._~!$&'()*+,=:@-]*)+\/?$/
const ABSOLUTE_FORM = /^[A-Za-z][A-Za-z0-9+.-]*:\/\/[^/?#]*/
const ILLEGAL = /[^\x21-\x7e]|[\\#]/
const HIDDEN_SEPARATOR = /%(?:25)*(?:2f|5c|3b)|;/i
const DOT_SEGMENT = /(?:^|\/)(?:\.|%(?:25)*2e){1,2}(?:\/|$)/i
const ENCODED_CONTROL = /%(?:25)*(?:[01][0-9a-f]|7f)/i
const MAX_DECODING_ROUNDS = 5

/** The target without scheme and authority: what an origin server sees. An empty path becomes `/`. */
export const toOriginForm = (rawUrl: string): string => {
  const rest = rawUrl.startsWith('/') ? rawUrl : rawUrl.replace(ABSOLUTE_FORM, '')
  return rest === '' || rest.startsWith('?') ? `/${rest}` : rest
}

const isUnreserved = (code: number) =>
  (code >= 0x61 && code <= 0x7a) ||
  (code >= 0x41 && code <= 0x5a) ||
  (code >= 0x30 && code <= 0x39) ||
  code === 0x2d ||
  code === 0x2e ||
  code === 0x5f ||
  code === 0x7e

const toCanonicalOctet = (octet: string) => {
  const code = Number.parseInt(octet.slice(1), 16)
  return isUnreserved(code) ? String.fromCharCode(code) : octet.toUpperCase()
}

const withoutTrailingSlash = (path: string) => (path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path)

const decodeOnce = (text: string) =>
  text
    // Overlong UTF-8 of slash, dot and backslash (RFC 3629 section 10).
    .replace(/%(?:c0%af|e0%80%af|c1%9c)/gi, '/')
    .replace(/%(?:c0%ae|e0%80%ae)/gi, '.')
    .replace(/(?:%[0-9a-f]{2})+/gi, (run) => Buffer.from(run.replaceAll('%', ''), 'hex').toString('utf8'))

const decodeAll = (path: string): string => {
  let text = path
  for (let round = 0; round < MAX_DECODING_ROUNDS && text.includes('%'); round++) text = decodeOnce(text)
  return text
}

const toLoosePath = (path: string): string => {
  const text = decodeAll(path)
    .normalize('NFKC')
    .replace(/[\x00-\x20\x7f]/g, '')
    .replaceAll('\\', '/')
    .replace(/[?#].*$/s, '')
    .replace(/;[^/]*/g, '')
  const segments: string[] = []
  for (const segment of text.split('/')) {
    if (segment === '..') segments.pop()
    else if (segment !== '' && segment !== '.') segments.push(segment)
  }
  return `/${segments.join('/')}`.toLowerCase()
}

/** A separator that only decoding brings is no separator here: something stands in for it. */
const toSplitPath = (path: string): string =>
  path
    .split('/')
    .map((segment) => decodeAll(segment).replace(/;.*$/s, '').replace(/[/\\]/g, '_'))
    .join('/')
    .toLowerCase()

const isDecodable = (path: string) => {
  try {
    decodeURIComponent(path)
    return true
  } catch {
    return false
  }
}

const readTarget = (rawUrl: string): Target => {
  const target = toOriginForm(rawUrl)
  const mark = target.indexOf('?')
  const rawPath = mark === -1 ? target : target.slice(0, mark)
  const query = mark === -1 ? '' : target.slice(mark + 1)

  if (PLAIN_PATH.test(rawPath) && !ILLEGAL.test(query)) {
    const path = withoutTrailingSlash(rawPath)
    return { kind: 'ok', path, query, loosePath: path.toLowerCase() }
  }

  const loosePath = toLoosePath(rawPath)
  const illegal =
    !rawPath.startsWith('/') || ILLEGAL.test(target) || ENCODED_CONTROL.test(rawPath) || !isDecodable(rawPath)
  if (illegal || rawPath.includes('//') || HIDDEN_SEPARATOR.test(rawPath) || DOT_SEGMENT.test(rawPath)) {
    return { kind: 'bad', loosePath, splitPath: toSplitPath(rawPath), illegal }
  }
  const path = withoutTrailingSlash(rawPath.replace(/%[0-9a-f]{2}/gi, toCanonicalOctet))
  return { kind: 'ok', path, query, loosePath }
}

/** The last answer: one request asks several times, in the listener, the router and the route. */
let last: { readonly rawUrl: string; readonly target: Target } = { rawUrl: '/', target: readTarget('/') }

/** Parses `IncomingMessage.url`. Never throws; linear in the length. */
export const parseTarget = (rawUrl: string): Target => {
  if (last.rawUrl !== rawUrl) last = { rawUrl, target: readTarget(rawUrl) }
  return last.target
}
