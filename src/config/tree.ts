/** A mapping of a configuration as written, before any schema has seen it. */
export type Tree = Readonly<Record<string, unknown>>

export const isTree = (value: unknown): value is Tree =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The mapping, or an empty one for anything else. */
export const tree = (value: unknown): Tree => (isTree(value) ? value : {})

/** The list, or an empty one for anything else. */
export const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])
