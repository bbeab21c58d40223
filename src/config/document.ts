import { SETTINGS } from './env.js'
import { configurationSchema, type SchemaNode } from './schema.js'

type Row = { readonly path: string; readonly node: SchemaNode }

const rowsOf = (node: SchemaNode, prefix: string): Row[] =>
  Object.entries(node.properties ?? {}).flatMap(([key, child]) => {
    const path = prefix + key
    const inner = [
      ...rowsOf(child, `${path}.`),
      ...rowsOf(child.items ?? {}, `${path}[].`),
      ...(typeof child.additionalProperties === 'object' ? rowsOf(child.additionalProperties, `${path}.*.`) : []),
    ]
    return child.properties === undefined ? [{ path, node: child }, ...inner] : inner
  })

const cell = (text: string): string => text.replaceAll('|', '\\|')

const valuesOf = ({ type, enum: choices, minimum, maximum, items, additionalProperties }: SchemaNode): string => {
  if (choices !== undefined) return choices.join(' | ')
  if (minimum !== undefined || maximum !== undefined) {
    const top = maximum === undefined || maximum === Number.MAX_SAFE_INTEGER ? '' : String(maximum)
    return `${minimum ?? ''}…${top}`
  }
  if (items !== undefined) return 'list'
  if (typeof additionalProperties === 'object') return 'mapping'
  return type ?? 'text'
}

const defaultOf = ({ default: value }: SchemaNode): string =>
  value === undefined ? '–' : `\`${JSON.stringify(value)}\``

const otherNames = (path: string): string => {
  const setting = SETTINGS.find((entry) => entry.path.join('.') === path)
  return [setting?.flag ? `--${setting.flag}` : null, setting?.variable ?? null]
    .filter((name) => name !== null)
    .map((name) => `\`${name}\``)
    .join(', ')
}

const INTRODUCTION = `# Configuration

This page is generated from the schema that checks a configuration (\`src/config/schema.ts\`).

Flags win over \`COATCHECK_*\` variables, which win over the file that \`--config\` or \`COATCHECK_CONFIG\` names.
Every key has a default. An unknown flag, variable or key is an error that names the nearest valid one; all problems are
listed at once as \`file:line path: message\`, and the process ends with exit code 78.

A text in the file may take its value from the environment: \`\${VAR}\`, or \`\${VAR:-default}\`; \`$\${\` stands for \`\${\`.
\`seal_key\`, \`seal_key_retired\` and \`hash_key\` are accepted in no other way. Paths in the file are relative to the file.

A change of the file or of the rules, and \`SIGHUP\`, reload both. A file with a problem never replaces a good one: the old
configuration goes on, \`/readyz\` says \`reload_failed\` and \`coatcheck_config_stale\` is 1. Changes of \`host\`, \`port\`, \`admin\`,
\`threads\`, \`audit\` and \`log\` need a restart, and so does watching another \`rules\` directory.
`

/** docs/configuration.md: every key with its values, default, flag and variable. */
export const configurationPage = (): string => {
  const rows = rowsOf(configurationSchema(), '').map(({ path, node }) =>
    [
      '',
      `\`${path}\``,
      cell(valuesOf(node)),
      cell(defaultOf(node)),
      cell(otherNames(path)),
      cell(node.description ?? ''),
      '',
    ]
      .join(' | ')
      .trim(),
  )
  return [
    INTRODUCTION,
    '| Key | Values | Default | Flag, variable | Meaning |',
    '|---|---|---|---|---|',
    ...rows,
    '',
  ].join('\n')
}
