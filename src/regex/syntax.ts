import { type CharSet, DIGITS, foldCase, invert, property, SPACE, unite, WORD } from './char-set.js'

/** What holds between two characters: at the ends of the text or of a line, at the edge of an ASCII word or not. */
export type Assertion = 'begin' | 'end' | 'line-begin' | 'line-end' | 'edge' | 'no-edge'

/** A regular expression taken apart. */
export type Node =
  | { readonly kind: 'set'; readonly set: CharSet }
  | { readonly kind: 'assertion'; readonly holds: Assertion }
  | { readonly kind: 'sequence'; readonly parts: readonly Node[] }
  | { readonly kind: 'choice'; readonly options: readonly Node[] }
  | { readonly kind: 'group'; readonly name: string; readonly body: Node }
  | {
      readonly kind: 'repeat'
      readonly body: Node
      readonly min: number
      readonly max: number
      readonly isLazy: boolean
    }

type Flags = { readonly i: boolean; readonly m: boolean; readonly s: boolean }

/** What is refused is left to the engine that knows all of the syntax. */
class Refused extends Error {}

const EMPTY: Node = { kind: 'sequence', parts: [] }
const QUANTIFIER = /(?:[*+?]|\{(\d+)(?:(,)(\d*))?\})(\??)/y
const GROUP = /\((?:\?(?:P?<(?<name>\w+)>|(?<on>[ims]*)(?:-(?<off>[ims]+))?(?<end>[:)])))?/y
const PERL: Readonly<Record<string, CharSet>> = { d: DIGITS, w: WORD, s: SPACE }
const CONTROLS: Readonly<Record<string, number>> = { t: 9, n: 10, v: 11, f: 12, r: 13, a: 7 }
const POSIX: Readonly<Record<string, CharSet>> = {
  alpha: [65, 90, 97, 122],
  digit: DIGITS,
  alnum: [48, 57, 65, 90, 97, 122],
  upper: [65, 90],
  lower: [97, 122],
  xdigit: [48, 57, 65, 70, 97, 102],
  space: [9, 13, 32, 32],
  punct: [33, 47, 58, 64, 91, 96, 123, 126],
  word: WORD,
}
const CLASS_ESCAPE = /\\(?:(?<negated>[DWSP])|[dwsp])(?:(?<=[pP])(?:\{(?<not>\^?)(?<long>\w+)\}|(?<short>[A-Z])))?/y
const CHAR_ESCAPE =
  /\\(?:x(?:\{(?<wide>[0-9A-Fa-f]{1,6})\}|(?<two>[0-9A-Fa-f]{2}))|(?<control>[tnvfra])|(?<sign>[^A-Za-z0-9]))/uy
const POSIX_CLASS = /\[:(\^?)(\w+):\]/y

/** The parts of a pattern of RE2 syntax, or null for one that holds something rare. Linear in its length. */
export const parse = (source: string, ignoresCase: boolean): Node | null => {
  let at = 0
  let flags: Flags = { i: ignoresCase, m: false, s: false }

  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at
    const found = pattern.exec(source)
    if (found !== null) at = pattern.lastIndex
    return found
  }
  const cased = (set: CharSet): CharSet => (flags.i ? foldCase(set) : set)

  const classEscape = (): CharSet | null => {
    const found = take(CLASS_ESCAPE)
    if (found === null) return null
    const { negated, not, long, short } = found.groups!
    const letter = found[0][1]!.toLowerCase()
    const set = letter === 'p' ? property(long ?? short ?? '') : PERL[letter]!
    if (set === null) throw new Refused()
    return (negated === undefined) === (not === undefined || not === '') ? cased(set) : invert(cased(set))
  }

  const charEscape = (): number => {
    const found = take(CHAR_ESCAPE)
    if (found === null) throw new Refused()
    const { wide, two, control, sign } = found.groups!
    if (control !== undefined) return CONTROLS[control]!
    return sign !== undefined ? sign.codePointAt(0)! : Number.parseInt(wide ?? two!, 16)
  }

  const char = (): number => {
    if (source[at] === '\\') return charEscape()
    const code = source.codePointAt(at)
    if (code === undefined) throw new Refused()
    at += code > 0xffff ? 2 : 1
    return code
  }

  const classItem = (): CharSet => {
    const posix = take(POSIX_CLASS)
    if (posix !== null) {
      const set = POSIX[posix[2]!]
      if (set === undefined) throw new Refused()
      return posix[1] === '^' ? invert(cased(set)) : cased(set)
    }
    const set = source[at] === '\\' ? classEscape() : null
    if (set !== null) return set
    const first = char()
    if (source[at] !== '-' || source[at + 1] === ']') return cased([first, first])
    at += 1
    const last = char()
    if (last < first) throw new Refused()
    return cased([first, last])
  }

  const characterClass = (): Node => {
    at += 1
    const isInverted = source[at] === '^'
    if (isInverted) at += 1
    const items: CharSet[] = []
    do items.push(classItem())
    while (source[at] !== ']')
    at += 1
    const set = unite(...items)
    return { kind: 'set', set: isInverted ? invert(set) : set }
  }

  const escaped = (): Node => {
    const letter = source[at + 1]
    if (letter === 'b' || letter === 'B' || letter === 'A' || letter === 'z') {
      at += 2
      const holds = ({ b: 'edge', B: 'no-edge', A: 'begin', z: 'end' } as const)[letter]
      return { kind: 'assertion', holds }
    }
    const set = classEscape()
    if (set !== null) return { kind: 'set', set }
    const code = charEscape()
    return { kind: 'set', set: cased([code, code]) }
  }

  const group = (): Node => {
    const outer = flags
    const found = take(GROUP)
    if (found === null || source[at] === '?') throw new Refused()
    const { name, on, off, end } = found.groups!
    if (on !== undefined)
      flags = {
        i: (flags.i || on.includes('i')) && off?.includes('i') !== true,
        m: (flags.m || on.includes('m')) && off?.includes('m') !== true,
        s: (flags.s || on.includes('s')) && off?.includes('s') !== true,
      }
    // Such flags hold to the end of the group around them.
    if (end === ')') return EMPTY
    const body = choice()
    if (source[at] !== ')') throw new Refused()
    at += 1
    flags = outer
    return name === undefined ? body : { kind: 'group', name, body }
  }

  const atom = (): Node => {
    const first = source[at]
    if (first === '(') return group()
    if (first === '[') return characterClass()
    if (first === '\\') return escaped()
    if (first === '*' || first === '+' || first === '?') throw new Refused()
    if (first === '^' || first === '$') {
      at += 1
      const holds = first === '^' ? (flags.m ? 'line-begin' : 'begin') : flags.m ? 'line-end' : 'end'
      return { kind: 'assertion', holds }
    }
    if (first === '.') {
      at += 1
      return { kind: 'set', set: invert(flags.s ? [] : [10, 10]) }
    }
    const code = char()
    return { kind: 'set', set: cased([code, code]) }
  }

  const quantified = (): Node => {
    const body = atom()
    const found = take(QUANTIFIER)
    if (found === null) return body
    if (body.kind === 'assertion' || QUANTIFIER_SIGNS.has(source[at] ?? '')) throw new Refused()
    const sign = found[0][0]
    const min = sign === '{' ? Number(found[1]) : sign === '+' ? 1 : 0
    const most = found[3] === '' ? Number.POSITIVE_INFINITY : Number(found[3])
    const max = sign === '{' ? (found[2] === undefined ? min : most) : sign === '?' ? 1 : Number.POSITIVE_INFINITY
    return { kind: 'repeat', body, min, max, isLazy: found[4] === '?' }
  }

  const sequence = (): Node => {
    const parts: Node[] = []
    while (at < source.length && source[at] !== '|' && source[at] !== ')') parts.push(quantified())
    return parts.length === 1 ? parts[0]! : { kind: 'sequence', parts }
  }

  const choice = (): Node => {
    const options = [sequence()]
    while (source[at] === '|') {
      at += 1
      options.push(sequence())
    }
    return options.length === 1 ? options[0]! : { kind: 'choice', options }
  }

  try {
    const node = choice()
    return at === source.length ? node : null
  } catch (error) {
    if (error instanceof Refused) return null
    throw error
  }
}

const QUANTIFIER_SIGNS = new Set('*+?{')
