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
}

/** Everything inside is text: values and member names. */
export const FREE: Shape = { text: true, keys: true }

/** Nothing inside is text: ids, roles, protocol enums. */
export const STRUCTURAL: Shape = { text: false, keys: false }

/** Shape of member `key`. Own properties only: `constructor` and `__proto__` are ordinary names. */
export const memberShape = (shape: Shape, key: string): Shape => {
  const { members } = shape
  if (members !== undefined && Object.hasOwn(members, key)) return members[key] ?? shape
  return shape.rest ?? shape
}

/** True when the name of member `key` is text in an object of this shape. */
export const isTextKey = (shape: Shape, key: string): boolean =>
  shape.keys && !(shape.members !== undefined && Object.hasOwn(shape.members, key))
