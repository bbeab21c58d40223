import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml'
import type { Issue } from '../types.js'

/** A parsed YAML text: plain data, the 1-based line of any path in it (its nearest known parent's where it is missing), and what is wrong with the syntax. */
export type ParsedYaml = {
  readonly data: unknown
  readonly lineOf: (path: readonly (string | number)[]) => number
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
  const lineAt = (offset: number | undefined): number => (offset === undefined ? 1 : lines.linePos(offset).line)

  const lineOf = (path: readonly (string | number)[]): number => {
    let node: unknown = document.contents
    let line = lineAt((document.contents as Node | null)?.range?.[0])
    for (const step of path) {
      if (isMap(node)) {
        const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(step))
        if (pair === undefined) return line
        line = lineAt((pair.key as Node).range?.[0])
        node = pair.value
      } else if (isSeq(node)) {
        const item = node.items[Number(step)] as Node | undefined
        if (item === undefined) return line
        line = lineAt(item.range?.[0])
        node = item
      } else return line
    }
    return line
  }

  const issues = [...document.errors, ...document.warnings].map((error) => ({
    file,
    line: lineAt(error.pos[0]),
    path: '',
    // The parser's own message can quote the text around the mistake; its code cannot.
    message: `is not valid YAML (${error.code.toLowerCase().replaceAll('_', ' ')})`,
  }))
  if (issues.length > 0) return { data: null, lineOf, issues }
  try {
    return { data: document.toJS({ maxAliasCount: 100 }), lineOf, issues }
  } catch {
    return { data: null, lineOf, issues: [{ file, line: 1, path: '', message: 'has too many aliases' }] }
  }
}
