/** A pattern taken apart at its capturing group: `before (?P<name>inside) after`. */
export type SplitPattern = { readonly before: string; readonly inside: string; readonly after: string }

/** A group such as `(?i)` sets flags for all that follows it, so the parts would not mean what the whole means. */
const FLAGS = /^\(\?[a-zA-Z-]+\)/

/**
 * The parts of a pattern around its named group, or null where they could not be matched one after the other: the group
 * is inside another one or repeated, the pattern has alternatives at its top, or sets flags on its way.
 */
export const splitAtCapture = (pattern: string, name: string): SplitPattern | null => {
  const opener = `(?P<${name}>`
  let depth = 0
  let start = -1
  let end = -1
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern[at]
    if (character === '\\') at++
    else if (character === '[') at = endOfClass(pattern, at)
    else if (character === '(') {
      if (FLAGS.test(pattern.slice(at))) return null
      if (depth === 0 && pattern.startsWith(opener, at)) start = at
      depth++
    } else if (character === ')') {
      depth--
      if (depth === 0 && start >= 0 && end < 0) end = at
    } else if (character === '|' && depth === 0) return null
  }
  if (start < 0 || end < 0) return null
  const after = pattern.slice(end + 1)
  if (/^[*+?{]/.test(after)) return null
  return { before: pattern.slice(0, start), inside: pattern.slice(start + opener.length, end), after }
}

/** Index of the bracket that closes the class opened at `open`; a bracket right after `[` or `[^` is a member. */
const endOfClass = (pattern: string, open: number): number => {
  let at = open + 1
  if (pattern[at] === '^') at++
  if (pattern[at] === ']') at++
  for (; at < pattern.length && pattern[at] !== ']'; at++) {
    if (pattern[at] === '\\') at++
    else if (pattern.startsWith('[:', at)) at = pattern.indexOf(':]', at) + 1
  }
  return at
}
