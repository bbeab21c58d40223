import type { Issue } from '../types.js'
import { didYouMean } from './suggest.js'

export type Environment = Readonly<Record<string, string | undefined>>

/** One configuration key that can be set outside the file: by a flag, by a variable, or by both. */
export type Setting = {
  readonly path: readonly string[]
  readonly flag: string | null
  readonly variable: string | null
}

const PREFIX = 'COATCHECK_'
export const CONFIG_VARIABLE = 'COATCHECK_CONFIG'

const setting = (dotted: string, flag: string | null, variable: string | null): Setting => ({
  path: dotted.split('.'),
  flag,
  variable: variable === null ? null : PREFIX + variable,
})

/** Every key that a flag or variable sets, in the order of `--help`. Secrets have no flag: a process list shows flags. */
export const SETTINGS: readonly Setting[] = [
  setting('upstream.url', 'upstream', 'UPSTREAM'),
  setting('host', 'host', 'HOST'),
  setting('port', 'port', 'PORT'),
  setting('admin.host', 'admin-host', 'ADMIN_HOST'),
  setting('admin.port', 'admin-port', 'ADMIN_PORT'),
  setting('rules', 'rules', 'RULES'),
  setting('engine', 'engine', null),
  setting('auth.mode', 'auth-mode', null),
  setting('mapping.client', 'mapping-client', 'MAPPING_CLIENT'),
  setting('mapping.upstream', 'mapping-upstream', 'MAPPING_UPSTREAM'),
  setting('policy.mode', 'mode', null),
  setting('unmatched', 'unmatched', null),
  setting('default_region', 'default-region', null),
  setting('vault', 'vault', 'VAULT'),
  setting('log.level', 'log-level', null),
  setting('seal_key', null, 'SEAL_KEY'),
  setting('hash_key', null, 'HASH_KEY'),
]

const VARIABLES = new Set([CONFIG_VARIABLE, ...SETTINGS.flatMap((s) => (s.variable === null ? [] : [s.variable]))])

/** Kubernetes makes these in every pod for a Service of this name, whose port it also puts into COATCHECK_PORT. */
const SERVICE_LINK = /^COATCHECK_(?:\w+_)?(?:SERVICE_(?:HOST|PORT\w*)|PORT_\d+_(?:TCP|UDP)\w*)$/

const meaningless = (name: string): string =>
  SERVICE_LINK.test(name)
    ? 'is set by Kubernetes for a Service of that name: set enableServiceLinks: false in the pod'
    : `unknown variable${didYouMean(name, VARIABLES)}`

/** One issue for each variable that has the prefix and no meaning. */
export const unknownVariables = (env: Environment): Issue[] =>
  Object.keys(env)
    .filter((name) => name.startsWith(PREFIX) && !VARIABLES.has(name))
    .map((name) => ({
      file: 'environment',
      line: 0,
      path: name,
      message: meaningless(name),
    }))

/** Property of the parsed flags that holds `flag`: `admin-host` → `adminHost`. */
export const optionName = (flag: string): string =>
  flag.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase())

const REFERENCE = /\$\$\{|\$\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\}/g

/** True when the text takes (a part of) its value from the environment. */
export const hasReference = (text: string): boolean => /(?<!\$)\$\{[A-Za-z_]/.test(text)

/**
 * The text with `${VAR}` and `${VAR:-default}` filled in (`$${` stands for `${`). An empty variable counts as unset.
 * `missing` names the variables that have neither a value nor a default.
 */
export const substitute = (text: string, env: Environment): { text: string; missing: readonly string[] } => {
  const missing: string[] = []
  const filled = text.replace(REFERENCE, (whole, name: string | undefined, fallback: string | undefined) => {
    if (name === undefined) return whole.slice(1)
    const value = env[name]
    if (value !== undefined && value !== '') return value
    if (fallback === undefined) missing.push(name)
    return fallback ?? ''
  })
  return { text: filled, missing }
}
