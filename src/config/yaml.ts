import { type Alias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument, visit, type YAMLMap } from 'yaml'
import type { Issue } from '../types.js'

export type Place = { readonly line: number; readonly column: number }

/** A parsed YAML text: plain data, the 1-based line of any path in it (its nearest known parent's where it is missing), and what is wrong with the syntax. */
export type ParsedYaml = {
  readonly data: unknown
  readonly lineOf: (path: readonly (string | number)[]) => number
  /** The same with the 1-based column. */
  readonly placeOf: (path: readonly (string | number)[]) => Place
  readonly issues: Issue[]
}

/** Parses one YAML 1.2 document. Duplicate keys, unknown tags and a second document are issues; aliases are limited. */
export const parseYaml = (text: string, file: string): ParsedYaml => {
  const lines = new LineCounter()
  const document = parseDocument(text, {
    lineCounter: lines,
    uniqueKeys: true,
    prettyErrors: false,
    // At `silent` a second document would be dropped without an error.
    logLevel: 'error',
  })
  const placeAt = (offset: number | undefined): Place => {
    if (offset === undefined) return { line: 1, column: 1 }
    const { line, col } = lines.linePos(offset)
    return { line, column: col }
  }

  const placeOf = (path: readonly (string | number)[]): Place => {
    let node: unknown = document.contents
    let place = placeAt((document.contents as Node | null)?.range?.[0])
    for (const step of path) {
      if (isMap(node)) {
        const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(step))
        if (pair === undefined) return place
        place = placeAt((pair.key as Node).range?.[0])
        node = pair.value
      } else if (isSeq(node)) {
        const item = node.items[Number(step)] as Node | undefined
        if (item === undefined) return place
        place = placeAt(item.range?.[0])
        node = item
      } else return place
    }
    return place
  }
  const lineOf = (path: readonly (string | number)[]): number => placeOf(path).line

  const issues = [...document.errors, ...document.warnings].map((error) => ({
    file,
    ...placeAt(error.pos[0]),
    path: '',
    // The parser's own message can quote the text around the mistake; its code cannot.
    message: `is not valid YAML (${error.code.toLowerCase().replaceAll('_', ' ')})`,
  }))
  if (issues.length > 0) return { data: null, lineOf, placeOf, issues }
  try {
    return { data: document.toJS({ maxAliasCount: 100 }), lineOf, placeOf, issues }
  } catch {
    const aliases: Alias[] = []
    visit(document, { Alias: (_, alias) => void aliases.push(alias) })
    const unknown = aliases.find((alias) => alias.resolve(document) === undefined)
    const place = placeAt((unknown ?? aliases[0])?.range?.[0])
    const message = unknown === undefined ? 'has too many aliases' : 'is not valid YAML (bad alias)'
    return { data: null, lineOf, placeOf, issues: [{ file, ...place, path: '', message }] }
  }
}

const LINE_WIDTH = 120

/** Pairs in the given order; keys that the order does not name stay behind them, as they were. */
const sortPairs = (map: YAMLMap, order: readonly string[]): void => {
  const rank = (key: unknown): number => {
    const at = order.indexOf(isScalar(key) ? String(key.value) : '')
    return at < 0 ? order.length : at
  }
  // A comment above the first pair belongs to the map, and would stay above whichever pair comes first.
  if (map.commentBefore === undefined || map.commentBefore === null)
    map.items = map.items
      .map((pair, at) => ({ pair, at }))
      .sort((a, b) => rank(a.pair.key) - rank(b.pair.key) || a.at - b.at)
      .map(({ pair }) => pair)
}

/**
 * A YAML text in one form, comments kept: two spaces, lists indented, keys of the document (`''`) and of the items of its
 * sections in the given order. Null for what is not valid YAML.
 */
export const formatYaml = (text: string, order: Readonly<Record<string, readonly string[]>>): string | null => {
  const document = parseDocument(text, { uniqueKeys: true })
  if (document.errors.length > 0) return null
  const root = document.contents
  if (isMap(root)) {
    sortPairs(root, order[''] ?? [])
    for (const { key, value } of root.items)
      if (isSeq(value)) for (const item of value.items) if (isMap(item)) sortPairs(item, order[String(key)] ?? [])
  }
  return document.toString({
    lineWidth: LINE_WIDTH,
    indent: 2,
    indentSeq: true,
    flowCollectionPadding: false,
    singleQuote: true,
  })
}
