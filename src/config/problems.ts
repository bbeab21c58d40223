import type { SchemaNode } from './schema.js'
import { didYouMean } from './suggest.js'

/** One thing wrong at one place of the configuration. Holds key names and limits, never a value. */
export type Problem = { readonly path: readonly (string | number)[]; readonly message: string }

/** The parts of a schema error that matter here (zod's issue, read structurally). */
type SchemaError = {
  readonly code?: string | undefined
  readonly path: readonly PropertyKey[]
  readonly message: string
  readonly input?: unknown
  readonly expected?: string
  readonly values?: readonly unknown[]
  readonly minimum?: number | bigint
  readonly maximum?: number | bigint
  readonly keys?: readonly string[]
  readonly origin?: string
  readonly issues?: readonly { readonly message: string }[]
}

const NAMES: Readonly<Record<string, string>> = {
  object: 'a mapping',
  array: 'a list',
  record: 'a mapping',
  int: 'a whole number',
}

const child = (node: SchemaNode, step: string | number): SchemaNode | null => {
  if (typeof step === 'number') return node.items ?? null
  const { properties = {}, additionalProperties } = node
  if (Object.hasOwn(properties, step)) return properties[step] ?? null
  return typeof additionalProperties === 'object' ? additionalProperties : null
}

/** The schema of the value at `path`, or null where the schema knows no such place. */
export const nodeAt = (root: SchemaNode, path: readonly (string | number)[]): SchemaNode | null =>
  path.reduce<SchemaNode | null>((node, step) => (node === null ? null : child(node, step)), root)

/** Every dotted path of the schema, parents before children. */
export const dottedPaths = (node: SchemaNode, prefix = ''): string[] =>
  Object.entries(node.properties ?? {}).flatMap(([key, child]) => [
    prefix + key,
    ...dottedPaths(child, `${prefix}${key}.`),
  ])

const suggestion = (root: SchemaNode, path: readonly (string | number)[], key: string): string => {
  // A right name in the wrong place: `min_likelihood` outside `policy`, or `upstream_url`.
  const elsewhere = dottedPaths(root).find(
    (dotted) => dotted.split('.').at(-1) === key || dotted.replaceAll('.', '_') === key,
  )
  if (elsewhere !== undefined) return `; did you mean "${elsewhere}"?`
  return didYouMean(key, Object.keys(nodeAt(root, path)?.properties ?? {}))
}

const typeMessage = (error: SchemaError): string =>
  error.message.endsWith('received undefined')
    ? 'is required'
    : `must be ${NAMES[error.expected ?? ''] ?? `a ${error.expected}`}`

const sizeMessage = (error: SchemaError): string => {
  if (error.origin === 'string' || error.origin === 'array') return error.message
  return error.minimum === undefined ? `must be at most ${error.maximum}` : `must be at least ${error.minimum}`
}

/** Schema errors as problems, one for each unknown key, with the nearest valid name. */
export const toProblems = (errors: readonly SchemaError[], root: SchemaNode): Problem[] =>
  errors.flatMap((error): Problem[] => {
    const path = error.path.map((step) => (typeof step === 'number' ? step : String(step)))
    const one = (message: string) => [{ path, message }]
    switch (error.code) {
      case 'unrecognized_keys':
        return (error.keys ?? []).map((key) => ({
          path: [...path, key],
          message: `unknown key${suggestion(root, path, key)}`,
        }))
      case 'invalid_type':
        return one(typeMessage(error))
      case 'invalid_value':
        return one(`must be one of ${(error.values ?? []).join(', ')}`)
      case 'too_small':
      case 'too_big':
        return one(sizeMessage(error))
      case 'invalid_key':
        return one(error.issues?.[0]?.message ?? error.message)
      default:
        return one(error.message)
    }
  })
