/**
 * What a format says about its JSON: a table, not code. A leaf is text unless its shape says otherwise, so that
 * an unknown member or block type is scanned, not skipped.
 */
export type Shape = {
  /** Strings, and numbers of 7 and more digits, are text. */
  readonly text: boolean
  /** Member names that `members` does not list are text. */
  readonly keys: boolean
  readonly members?: Readonly<Record<string, Shape>>
  /** Shape of members that `members` does not list; the shape itself when absent. */
  readonly rest?: Shape
  /** Shape of array elements; the shape itself when absent. */
  readonly items?: Shape
  /** Shape of members that are not listed and called `id`, `…_id` or `…_ids`. */
  readonly ids?: Shape
  /** A string here may itself be a JSON document, of this shape: tool-call arguments. */
  readonly json?: Shape
  /** Belongs to a tool: only placeholders with their delimiters are restored. */
  readonly tool?: true
  /** A string here that is base64 is never rewritten, and told of; any other is text. */
  readonly binary?: true
  /** In a stream, a string here is never continued by a later event. */
  readonly whole?: true
  /** What a member of an object says about the member beside it. */
  readonly beside?: readonly Beside[]
}

/**
 * Where an object has the member `member` (with the string `value`, if one is given), its member `leaf` is `signed`: it
 * goes byte for byte and is told of; or it is `json`: text that may itself be a JSON document.
 */
export type Beside = {
  readonly member: string
  readonly value?: string
  readonly leaf: string
  readonly as: 'signed' | 'json'
}

/** Everything inside is text: values and member names. */
export const FREE: Shape = { text: true, keys: true }

/** Nothing inside is text: ids, roles, protocol enums. */
export const STRUCTURAL: Shape = { text: false, keys: false }

/** Images and sound in base64. */
export const BINARY: Shape = { ...STRUCTURAL, binary: true }

/** What a tool reads: values of any form, restored only where a placeholder stands with its delimiters. */
export const TOOL_VALUES: Shape = { text: true, keys: true, tool: true, whole: true }

/** Text that goes to a tool, and may come in pieces. */
export const TOOL_TEXT: Shape = { text: true, keys: true, tool: true, rest: TOOL_VALUES, items: TOOL_VALUES }

/** Arguments of a tool call: JSON in a string, or the values themselves. */
export const ARGUMENTS: Shape = { ...TOOL_TEXT, json: FREE }

/** An object of the protocol: what it lists is as it says, what it does not list is text, names included. */
export const object = (members: Readonly<Record<string, Shape>>, more: Partial<Shape> = {}): Shape => ({
  text: true,
  keys: true,
  rest: FREE,
  ...more,
  members,
})

/** The same shape for one value and for each of a list. */
export const listOf = (shape: Shape): Shape => ({ ...shape, items: shape })

/** Members with these names, none of them text. */
export const structural = (names: string): Readonly<Record<string, Shape>> =>
  Object.fromEntries(names.split(' ').map((name) => [name, STRUCTURAL]))

const isId = (key: string): boolean => key === 'id' || key.endsWith('_id') || key.endsWith('_ids')

/** Members by name. A Map, because a name that was just cut out of a body is dear to look up in an object. */
const tables = new WeakMap<Readonly<Record<string, Shape>>, ReadonlyMap<string, Shape>>()

const tableOf = (members: Readonly<Record<string, Shape>>): ReadonlyMap<string, Shape> => {
  const known = tables.get(members)
  if (known !== undefined) return known
  const table = new Map(Object.entries(members))
  tables.set(members, table)
  return table
}

/** What the shape lists for member `key`; undefined where it lists none. Own properties only: `constructor` and `__proto__` are ordinary names. */
export const listedShape = ({ members }: Shape, key: string): Shape | undefined =>
  members === undefined ? undefined : tableOf(members).get(key)

/** Shape of a member that is not listed. */
export const unlistedShape = (shape: Shape, key: string): Shape =>
  shape.ids !== undefined && isId(key) ? shape.ids : (shape.rest ?? shape)

/** Shape of member `key`. */
export const memberShape = (shape: Shape, key: string): Shape => listedShape(shape, key) ?? unlistedShape(shape, key)
