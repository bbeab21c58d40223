import type { Matcher, Subject } from '../detect/rule.js'
import type { Issue } from '../types.js'
import { createFindGroup, type Range } from './find-group.js'
import { type Offsets, readOffsets, SAME_OFFSETS } from './offsets.js'

export type EngineName = 're2' | 're2js'

/** Flags of one pattern; `capture` names the group whose span a hit reports. */
export type CompileOptions = { readonly ignoresCase: boolean; readonly capture: string | null }

/** A linear-time regular expression engine of RE2 syntax. `compile` and `set` throw when a pattern is not valid. */
export type Engine = {
  readonly name: EngineName
  readonly compile: (pattern: string, options: CompileOptions) => Matcher
  readonly prepare: (text: string) => Subject
  readonly set: (patterns: readonly string[]) => SubjectSet
}

/** Says which of its patterns occur in a text, or in a part of it, ascending. Too many where memory runs out. */
export type SubjectSet = { readonly match: (subject: Subject, from?: number, to?: number) => number[] }

/** What this file uses of the native package; its own types exist only where the optional package is installed. */
type NativeMatch = { readonly index: number; readonly 0: Buffer; readonly indices?: NativeIndices }
type NativeIndices = { readonly groups?: Readonly<Record<string, readonly [number, number] | undefined>> }
type NativeRegExp = {
  lastIndex: number
  readonly exec: (bytes: Buffer) => NativeMatch | null
  readonly test: (bytes: Buffer) => boolean
  readonly search: (bytes: Buffer) => number
}
type NativeSet = { readonly match: (bytes: Buffer) => number[] }
type Native = {
  new (pattern: string, flags: string): NativeRegExp
  readonly Set: new (patterns: readonly string[], flags: string, options: { readonly maxMem: number }) => NativeSet
}

/** Memory for the states of the set's automaton. With RE2's 8 MiB diverse text throws them away 20 times as often. */
const SET_MEMORY_BYTES = 64 * 1024 * 1024

/** npm leaves out the optional `re2` on some releases of Node; the alias is the same package without that limit. */
const NATIVE_PACKAGES = ['re2', 're2-native']

const ascending = (a: number, b: number): number => a - b

const importNative = async (): Promise<Native | null> => {
  for (const name of NATIVE_PACKAGES) {
    try {
      const module: { readonly default: Native } = await import(name)
      return module.default
    } catch {
      // Not installed, or built for another Node: the next one is tried.
    }
  }
  return null
}

/** The package converts a string for each pattern anew; bytes are converted once, and searched 2 to 3 times as fast. */
type NativeSubject = Subject & { readonly bytes: Buffer; readonly offsets: () => Offsets }

const prepareNative = (text: string): NativeSubject => {
  const bytes = Buffer.from(text)
  const isAscii = bytes.length === text.length
  let offsets: Offsets | null = null
  return {
    text,
    bytes,
    isAscii,
    offsets: () => {
      offsets ??= isAscii ? SAME_OFFSETS : readOffsets(text)
      return offsets
    },
  }
}

/** Bytes of the next match from `at` on, or null. `test` leaves the end, a search the start: no match object is made. */
const findPlain = (regex: NativeRegExp, bytes: Buffer, at: number): Range | null => {
  regex.lastIndex = at
  if (!regex.test(bytes)) return null
  const end = regex.lastIndex
  // One byte more in front, so that boundaries and anchors see what precedes.
  const base = Math.max(0, at - 1)
  const start = base + regex.search(base === 0 ? bytes : bytes.subarray(base))
  if (start >= at) return { start, end }
  // That byte began a match of its own, or cut a character: the slow way is never wrong.
  regex.lastIndex = at
  const found = regex.exec(bytes)
  return found === null ? null : { start: found.index, end: found.index + found[0].length }
}

const bytesTo = ({ text, bytes, offsets }: NativeSubject, to: number | undefined): Buffer =>
  to === undefined || to >= text.length ? bytes : bytes.subarray(0, offsets().toByte(to))

const plainMatcher = (regex: NativeRegExp): Matcher => ({
  exec: (subject, from, to) => {
    const { offsets } = subject as NativeSubject
    const found = findPlain(regex, bytesTo(subject as NativeSubject, to), from === 0 ? 0 : offsets().toByte(from))
    if (found === null) return null
    const start = offsets().toUnit(found.start)
    const end = offsets().toUnit(found.end)
    return { from: start, start, end, next: end }
  },
})

type CaptureOptions = { readonly capture: string; readonly flags: string; readonly RE2: Native }

const capturingMatcher = (pattern: string, { capture, flags, RE2 }: CaptureOptions): Matcher => {
  const plain = new RE2(pattern, flags)
  const exact = new RE2(pattern, `${flags}d`)
  const findGroup = createFindGroup(pattern, { capture, flags, compile: (part, how) => new RE2(part, how) })
  const findSlowly = (bytes: Buffer, { start, end }: Range): Range => {
    exact.lastIndex = start
    const group = exact.exec(bytes)?.indices?.groups?.[capture]
    return group === undefined ? { start, end } : { start: group[0], end: group[1] }
  }
  return {
    exec: (subject, at, to) => {
      const { offsets } = subject as NativeSubject
      const bytes = bytesTo(subject as NativeSubject, to)
      const range = findPlain(plain, bytes, at === 0 ? 0 : offsets().toByte(at))
      if (range === null) return null
      const group = findGroup(bytes, range) ?? findSlowly(bytes, range)
      const { toUnit } = offsets()
      return {
        from: toUnit(range.start),
        start: toUnit(group.start),
        end: toUnit(group.end),
        next: toUnit(range.end),
      }
    },
  }
}

const nativeEngine = (RE2: Native): Engine => ({
  name: 're2',
  prepare: prepareNative,
  compile: (pattern, { ignoresCase, capture }) => {
    const flags = ignoresCase ? 'gui' : 'gu'
    if (capture === null) return plainMatcher(new RE2(pattern, flags))
    return capturingMatcher(pattern, { capture, flags, RE2 })
  },
  set: (patterns) => {
    const set = new RE2.Set(patterns, 'u', { maxMem: SET_MEMORY_BYTES })
    const everything = patterns.map((_, index) => index)
    return {
      match: (subject, from = 0, to = subject.text.length) => {
        const { bytes, offsets, text } = subject as NativeSubject
        const isWhole = from === 0 && to === text.length
        const part = isWhole ? bytes : bytes.subarray(offsets().toByte(from), offsets().toByte(to))
        try {
          return set.match(part).sort(ascending)
        } catch {
          // Out of memory for its states: then every pattern runs.
          return [...everything]
        }
      },
    }
  },
})

const NON_ASCII = /[^\x00-\x7f]/
const prepareScript = (text: string): Subject => ({ text, isAscii: !NON_ASCII.test(text) })

const scriptEngine = async (): Promise<Engine> => {
  const { RE2JS, RE2Set } = await import('re2js')
  return {
    name: 're2js',
    prepare: prepareScript,
    compile: (pattern, { ignoresCase, capture }) => {
      const regex = RE2JS.compile(pattern, ignoresCase ? RE2JS.CASE_INSENSITIVE : 0)
      return {
        exec: ({ text }, at, to = text.length) => {
          const matcher = regex.matcher(to >= text.length ? text : text.slice(0, to))
          if (!matcher.find(at)) return null
          const from = matcher.start()
          const next = matcher.end()
          const start = capture === null ? from : matcher.start(capture)
          if (capture === null || start < 0) return { from, start: from, end: next, next }
          return { from, start, end: matcher.end(capture), next }
        },
      }
    },
    set: (patterns) => {
      const set = new RE2Set(RE2Set.UNANCHORED, 0, SET_MEMORY_BYTES)
      for (const pattern of patterns) set.add(pattern)
      set.compile()
      return { match: ({ text }, from, to) => set.match(text.slice(from, to)).sort(ascending) }
    },
  }
}

const NOT_INSTALLED: Issue = {
  file: '',
  line: 0,
  path: 'engine',
  message:
    'the native package "re2" is not installed or does not load: install it, or set "engine: re2js" (over 100 times slower)',
}

/** The engine of that name. `auto` is the native one where it loads, else the one in plain JavaScript. */
export const loadEngine = async (
  name: EngineName | 'auto',
): Promise<{ readonly engine: Engine } | { readonly issues: readonly Issue[] }> => {
  const native = name === 're2js' ? null : await importNative()
  if (native !== null) return { engine: nativeEngine(native) }
  return name === 're2' ? { issues: [NOT_INSTALLED] } : { engine: await scriptEngine() }
}
