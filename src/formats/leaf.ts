/** One step of a path. `renamed` is set when the member's name was replaced, so that a pointer never holds a value. */
export type PathNode = { readonly parent: PathNode | null; readonly name: string; renamed: string | null }

/** A text that stands encoded in a string of another: a JSON document, or a file in base64. */
export type Embedded = {
  /** Its text, decoded: the offsets of its leaves are in here. */
  readonly source: string
  /** A JSON document; else all of it is one leaf. */
  readonly isJson: boolean
  /** The string literal in the text around it. */
  readonly start: number
  readonly end: number
  /** The text around it; null for the body. */
  readonly outer: Embedded | null
  /** What stands in the string for a text. */
  readonly encode: (text: string) => string
}

/** A string, long number or member name that is text: where its literal is in the source, and what it says. */
export type Leaf = {
  readonly start: number
  readonly end: number
  readonly text: string
  readonly isKey: boolean
  readonly node: PathNode | null
  /** Nearest member name, a hint for detection. */
  readonly hint: string
  /** Names of the object that a key leaf belongs to; null for values. */
  readonly siblings: Set<string> | null
  /** Where the leaf is in a text within a string; null in the body itself. */
  readonly within: Embedded | null
}

/** What goes on as it is and could hold personal data: how many signed texts, how many files. */
export type Unscanned = { signed: number; binary: number }

/** RFC 6901 pointer of a path, in the names that the upstream receives. It goes on into a document in a string. */
export const pointerOf = (node: PathNode | null): string => {
  let pointer = ''
  for (let at = node; at !== null; at = at.parent) pointer = `/${escaped(at.renamed ?? at.name)}${pointer}`
  return pointer
}

const escaped = (name: string): string =>
  name.includes('~') || name.includes('/') ? name.replaceAll('~', '~0').replaceAll('/', '~1') : name
