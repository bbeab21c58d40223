import type { Config } from '../config/schema.js'
import { BUILT_IN } from '../formats/built-in.js'
import { WIRES, type Wire } from './bodies.js'

/** A protected route, as a verification sends to it. */
export type Place = Wire & {
  readonly format: string
  readonly method: string
  readonly path: string
  /** Whether a request of this format can name a host: only into URLs of named hosts values are restored. */
  readonly namesHosts: boolean
}

type Json = Record<string, unknown>

const SAMPLE_MEMBER = 'verify_text'

/** Sets the text at an RFC 6901 pointer; `*` is the only element of a list. */
const plant = (body: Json, pointer: string, text: string): void => {
  const names = pointer.split('/').slice(1)
  let at: Json = body
  for (const [index, escaped] of names.entries()) {
    const name = escaped === '*' ? '0' : escaped.replaceAll('~1', '/').replaceAll('~0', '~')
    if (index === names.length - 1) at[name] = text
    else {
      const inner = at[name]
      const next = typeof inner === 'object' && inner !== null ? inner : names[index + 1] === '*' ? [] : {}
      at[name] = next
      at = next as Json
    }
  }
}

const planted = (pointers: readonly string[], text: string): Json => {
  const body: Json = {}
  for (const pointer of pointers) plant(body, pointer, text)
  return body
}

/** A declared JSON route: the pointers of its text, or any member where all is text but what is listed. */
const declaredWire = ({ request, answer }: Config['routes'][number]): Wire => {
  const asked = request.text ?? [`/${SAMPLE_MEMBER}`]
  const answered = answer.text ?? [`/${SAMPLE_MEMBER}`]
  return {
    request: (text) => planted(asked, text),
    echo: (asked[0] ?? '').replaceAll('*', '0'),
    answer: answered.length === 0 ? null : (text) => planted(answered, text),
  }
}

const filled = (template: string, space: string): string =>
  template.replace(/\{(\w+)\}/g, (_, name: string) => (name === 'space_id' ? encodeURIComponent(space) : 'verify'))

/** Of a declared route no text counts as the caller's own words, unless it speaks a known format. */
const canNameHosts = (format: string): boolean =>
  (BUILT_IN.find(({ name }) => name === format)?.ownWords.length ?? 0) > 0

/** Every protected route, those of the configuration first; `space` stands where a path names one. */
export const placesOf = ({ routes }: Pick<Config, 'routes'>, space: string): readonly Place[] => [
  ...routes.flatMap((route) =>
    route.methods.map((method) => {
      const wire = WIRES[route.format] ?? declaredWire(route)
      return {
        ...wire,
        format: route.format,
        method,
        path: filled(route.path, space),
        namesHosts: canNameHosts(route.format),
      }
    }),
  ),
  ...BUILT_IN.flatMap(({ name, paths, methods, ownWords }) =>
    paths.flatMap((path) => {
      const wire = WIRES[name]
      if (wire === undefined) return []
      const namesHosts = ownWords.length > 0
      return [...methods].map((method) => ({ ...wire, format: name, method, path: filled(path, space), namesHosts }))
    }),
  ),
]

/** The string at a pointer of a JSON text; null where there is none. */
export const textAt = (json: string, pointer: string): string | null => {
  try {
    let at: unknown = JSON.parse(json)
    for (const name of pointer.split('/').slice(1)) at = (at as Json)[name.replaceAll('~1', '/').replaceAll('~0', '~')]
    return typeof at === 'string' ? at : null
  } catch {
    return null
  }
}
