import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Issue } from '../types.js'
import {
  CONFIG_VARIABLE,
  type Environment,
  hasReference,
  optionName,
  SETTINGS,
  substitute,
  unknownVariables,
} from './env.js'
import { nodeAt, type Problem, toProblems } from './problems.js'
import { isLoopback, relationProblems } from './relations.js'
import { type Config, configSchema, configurationSchema, type SchemaNode } from './schema.js'
import { parseYaml } from './yaml.js'

type Path = readonly (string | number)[]
type Tree = Record<string, unknown>
type Layer = { readonly data: unknown; readonly issues: readonly Issue[]; readonly lineOf: (path: Path) => number }
type Origin = { readonly path: readonly string[]; readonly file: string; readonly name: string }

/** Parsed flags by camelCase name (`adminPort`); values as typed. */
export type Flags = Readonly<Record<string, string | number | undefined>>

/** Where the configuration comes from. `file` is used when neither `--config` nor COATCHECK_CONFIG names one. */
export type Sources = { readonly flags: Flags; readonly env: Environment; readonly file?: string }

/** `given` holds the dotted paths that flags, variables or the file set; `file` is the absolute path of the file. */
export type Loaded = { readonly config: Config; readonly given: ReadonlySet<string>; readonly file: string | null }

/** The rules that ship with Coatcheck: `rules/` beside `src/` or `dist/`. */
export const SHIPPED_RULES = fileURLToPath(new URL('../../rules', import.meta.url))

const FROM_ENVIRONMENT_ONLY = ['seal_key', 'seal_key_retired', 'hash_key'] as const

const LMDB = 'lmdb:'

const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null && !Array.isArray(value)

const readLayer = (file: string): Layer => {
  const at = (message: string): Layer => ({
    data: {},
    issues: [{ file, line: 0, path: '', message }],
    lineOf: () => 0,
  })
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch {
    return at('cannot be read: name a YAML file that this process may read')
  }
  const { data, lineOf, issues } = parseYaml(text, file)
  if (issues.length > 0) return { data: {}, issues, lineOf }
  if (data === null || data === undefined) return { data: {}, issues, lineOf }
  return isTree(data) ? { data, issues, lineOf } : at('must be a mapping of keys')
}

/** Environment text in the type that the schema asks for; text that does not fit stays text and fails the schema. */
const typed = (text: string, node: SchemaNode | null): unknown => {
  if ((node?.type === 'integer' || node?.type === 'number') && /^\d{1,15}$/.test(text)) return Number(text)
  if (node?.type === 'boolean' && /^(true|false)$/.test(text)) return text === 'true'
  return text
}

const fillIn = (
  value: unknown,
  path: Path,
  context: { env: Environment; schema: SchemaNode; problems: Problem[] },
): unknown => {
  if (Array.isArray(value)) return value.map((item, index) => fillIn(item, [...path, index], context))
  if (isTree(value)) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fillIn(item, [...path, key], context)]))
  }
  if (typeof value !== 'string' || !value.includes('${')) return value
  const { text, missing } = substitute(value, context.env)
  for (const name of missing) context.problems.push({ path, message: `the variable ${name} is not set` })
  return typed(text, nodeAt(context.schema, path))
}

const literalSecrets = (data: Tree): Problem[] =>
  FROM_ENVIRONMENT_ONLY.flatMap((key) =>
    [data[key]]
      .flat()
      .filter((value) => typeof value === 'string' && !hasReference(value))
      .slice(0, 1)
      .map(() => ({ path: [key], message: 'is a secret: take it from the environment by a reference in braces' })),
  )

const assign = (target: Tree, path: readonly string[], value: unknown): void => {
  const [head = '', ...rest] = path
  if (rest.length === 0) {
    target[head] = value
    return
  }
  const child = target[head]
  // A malformed section of the file is reported by the schema; it must not be papered over here.
  if (child !== undefined && !isTree(child)) return
  const next: Tree = child === undefined ? {} : { ...child }
  target[head] = next
  assign(next, rest, value)
}

const overlay = (target: Tree, { flags, env }: Sources, schema: SchemaNode): Origin[] =>
  SETTINGS.flatMap(({ path, flag, variable }): Origin[] => {
    const flagValue = flag === null ? undefined : flags[optionName(flag)]
    const envValue = variable === null ? undefined : env[variable] || undefined
    const value = flagValue ?? envValue
    if (value === undefined) return []
    assign(target, path, typed(String(value), nodeAt(schema, path)))
    if (path[0] === 'rules' && target.rules !== '') target.rules = resolve(String(value))
    const name = flagValue === undefined ? String(variable) : `--${flag}`
    return [{ path, file: flagValue === undefined ? 'environment' : 'command line', name }]
  })

const resolveFromFile = (data: Tree, file: string): void => {
  const base = dirname(file)
  if (typeof data.rules === 'string') data.rules = resolve(base, data.rules)
  if (typeof data.vault === 'string' && data.vault.startsWith(LMDB))
    data.vault = LMDB + resolve(base, data.vault.slice(LMDB.length))
  for (const [key, value] of Object.entries(data)) data[key] = withResolvedFiles(value, base)
}

/** The value with each text under a key that ends in `_file` made absolute. */
const withResolvedFiles = (value: unknown, base: string): unknown => {
  if (Array.isArray(value)) return value.map((item) => withResolvedFiles(item, base))
  if (!isTree(value)) return value
  const entries = Object.entries(value).map(([key, item]) => {
    const isFile = key.endsWith('_file') && typeof item === 'string' && item !== ''
    return [key, isFile ? resolve(base, item) : withResolvedFiles(item, base)]
  })
  return Object.fromEntries(entries)
}

const leafPaths = (value: unknown, prefix: string): string[] =>
  isTree(value)
    ? Object.entries(value).flatMap(([key, item]) => leafPaths(item, prefix === '' ? key : `${prefix}.${key}`))
    : [prefix]

const freeze = <T>(value: T): T => {
  if (typeof value === 'object' && value !== null) {
    for (const item of Object.values(value)) freeze(item)
    Object.freeze(value)
  }
  return value
}

/**
 * The configuration from flags, which win over COATCHECK_* variables, which win over the file; or every problem of
 * the three at once. Paths in the file are relative to the file, all others to the working directory.
 */
export const loadConfig = (sources: Sources): Loaded | { readonly issues: Issue[] } => {
  const { flags, env } = sources
  const named = flags.config ?? (env[CONFIG_VARIABLE] || sources.file)
  const file = named === undefined ? null : resolve(String(named))
  const layer = file === null ? null : readLayer(file)
  const schema = configurationSchema()
  const written = isTree(layer?.data) ? layer.data : {}
  const problems = literalSecrets(written)
  const merged = fillIn(written, [], { env, schema, problems }) as Tree
  if (file !== null) resolveFromFile(merged, file)
  const origins = overlay(merged, sources, schema)

  const parsed = configSchema.safeParse(merged)
  if (!parsed.success) problems.push(...toProblems(parsed.error.issues, schema))
  problems.push(...relationProblems(merged))

  const locate = ({ path, message }: Problem): Issue => {
    const origin = origins.find((o) => o.path.every((step, index) => path[index] === step))
    if (origin !== undefined) return { file: origin.file, line: 0, path: origin.name, message }
    return { file: file ?? 'configuration', line: layer?.lineOf(path) ?? 0, path: path.join('.'), message }
  }
  const places = problems.map(({ path }) => path.join('.'))
  const first = problems.filter((_, index) => places.indexOf(places[index]!) === index)
  const issues = [...(layer?.issues ?? []), ...unknownVariables(env), ...first.map(locate)]
  if (!parsed.success || issues.length > 0) return { issues }

  const { rules = SHIPPED_RULES, auth, ...rest } = parsed.data
  const mode = auth.mode ?? (isLoopback(rest.host) ? 'off' : 'required')
  const config = freeze({ ...rest, rules, auth: { ...auth, mode } })
  return { config, given: new Set(leafPaths(merged, '')), file }
}
