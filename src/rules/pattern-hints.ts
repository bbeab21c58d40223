/** Classes and escapes that cannot match white space; what is left may. */
const SPACELESS = /\[(?!\^)(?:\\[dw.\-/+]|[^\]\\ [])+\]|\\[^sWDnrtfvpPxXQ]/g
const SPACE = /[ .]|\\[sWDnrtfvpPxXQ]|\[/

/** True unless it is certain that no match holds white space. */
export const hasSpace = (source: string): boolean => SPACE.test(source.replace(SPACELESS, ''))

/** What a number is written with in a pattern: digits, signs, spaces, boundaries, groups and counts. */
const NUMERIC =
  /\\[dbs().+/*#-]|\(\?(?::|P<\w+>)|\[[^^\]A-Za-z\\.\x80-\uffff][^\]A-Za-z\\\x80-\uffff]*\]|[0-9 (){},?|+*#/:_-]/g

/** A pattern without what may stand behind it: `(?: ?x\d{1,6})?`. */
const withoutTail = (source: string): string => {
  const end = source.endsWith('\\b') ? source.slice(0, -2) : source
  if (!end.endsWith(')?')) return source
  let depth = 0
  for (let at = end.length - 2; at >= 0; at -= 1) {
    if (end[at - 1] === '\\') continue
    if (end[at] === ')') depth += 1
    else if (end[at] === '(') depth -= 1
    if (depth === 0) return withoutTail(end.slice(0, at))
  }
  return source
}

/** True when it is certain that no letter stands between the digits of a match, but for a tail that may be missing. */
export const isNumeric = (source: string): boolean => withoutTail(source).replace(NUMERIC, '') === ''

const MARKERS = ['://', '@']
/** A group of plain alternatives such as `(?:@|%40)`. */
const SIGNS = /^\((?:\?:)?([\w@%:/]+(?:\|[\w@%:/]+)*)\)$/

/** Rare signs of which every match holds one; none where none is known. A text without them need not be searched. */
export const markersOf = (source: string): readonly string[] => {
  const outside = source.replace(/\\[bB]|\[\^?\]?(?:\\.|[^\]\\])*\]/g, '·')
  const alternatives: string[] = []
  // What is in groups may be one of several; what stands outside is always there, unless it is optional.
  let bare = outside
  for (let inner = ''; inner !== bare; ) {
    inner = bare
    bare = bare.replace(/\((?:\?(?::|P<\w+>))?[^()]*\)(?![?*]|\{0)/g, (group) => {
      const signs = SIGNS.exec(group)?.[1]?.split('|') ?? []
      const isRare = signs.length > 1 && signs.every((sign) => /[@%:]/.test(sign))
      if (isRare) alternatives.push(...signs)
      return isRare ? '\u0001' : '·'
    })
    bare = bare.replace(/\((?:\?(?::|P<\w+>))?[^()]*\)(?:[?*]|\{0(?:,\d*)?\})/g, '·')
  }
  if (/[|()]/.test(bare)) return []
  const always = bare.replace(/.(?:[?*]|\{0)/g, '')
  const marker = MARKERS.find((each) => always.includes(each))
  if (marker !== undefined) return [marker]
  return always.split('\u0001').length === 2 ? alternatives : []
}
