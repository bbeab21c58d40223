import { noteOf } from './key-notes.js'

/** The part of a JSON Schema that is read here. */
export type SchemaPart = {
  description?: string
  examples?: string[]
  readonly default?: unknown
  readonly type?: string
  readonly enum?: readonly string[]
  readonly required?: readonly string[]
  readonly properties?: Readonly<Record<string, SchemaPart>>
  readonly items?: SchemaPart
  readonly anyOf?: readonly SchemaPart[]
  readonly additionalProperties?: SchemaPart | boolean
}

export type KeyPart = { readonly path: string; readonly part: SchemaPart; readonly isRequired: boolean }

/** Every key of a schema with its path: `rules[].patterns[].regex`; `*` stands for a name of the writer's own. */
export const keyParts = (part: SchemaPart, prefix = ''): KeyPart[] => {
  const below = [part, ...(part.anyOf ?? [])]
  const own = below.flatMap(({ properties = {}, required = [] }) =>
    Object.entries(properties).flatMap(([key, child]) => {
      const path = prefix === '' ? key : `${prefix}.${key}`
      return [{ path, part: child, isRequired: required.includes(key) }, ...keyParts(child, path)]
    }),
  )
  const items = below.flatMap(({ items: child }) => (child === undefined ? [] : keyParts(child, `${prefix}[]`)))
  const values = below.flatMap(({ additionalProperties: child }) =>
    typeof child === 'object' ? keyParts(child, `${prefix}.*`) : [],
  )
  return [...own, ...items, ...values]
}

/** Meaning and example put into the parts of a schema, where an editor shows them. */
export const annotate = (root: SchemaPart): SchemaPart => {
  for (const { path, part } of keyParts(root)) {
    const note = noteOf(path)
    if (note === undefined) continue
    if (note.meaning !== '') part.description = note.meaning
  }
  return root
}

/** Path of a place in a file as `noteOf` names it: numbers become `[]`, names under free maps `*`. */
export const notePath = (path: readonly (string | number)[]): string =>
  path.reduce<string>((text, step) => {
    if (typeof step === 'number') return `${text}[]`
    const name = text === 'policies[].entities' ? '*' : step
    return text === '' ? name : `${text}.${name}`
  }, '')
