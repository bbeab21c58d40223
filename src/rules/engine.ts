import type { Hit, Matcher, PatternSet } from '../detect/rule.js'
import type { Issue } from '../types.js'

export type EngineName = 're2' | 're2js'

/** Flags of one pattern; `capture` names the group whose span a hit reports. */
export type CompileOptions = { readonly ignoresCase: boolean; readonly capture: string | null }

/** A linear-time regular expression engine of RE2 syntax. `compile` and `set` throw when a pattern is not valid. */
export type Engine = {
  readonly name: EngineName
  readonly compile: (pattern: string, options: CompileOptions) => Matcher
  readonly set: (patterns: readonly string[]) => PatternSet
}

/** What this file uses of the native package; its own types exist only where the optional package is installed. */
type NativeMatch = { readonly index: number; readonly 0: string; readonly indices?: NativeIndices }
type NativeIndices = { readonly groups?: Readonly<Record<string, readonly [number, number] | undefined>> }
type NativeRegExp = { lastIndex: number; readonly exec: (text: string) => NativeMatch | null }
type NativeSet = { readonly match: (input: Buffer) => number[] }
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

const nativeEngine = (RE2: Native): Engine => ({
  name: 're2',
  compile: (pattern, { ignoresCase, capture }) => {
    const regex = new RE2(pattern, `gu${ignoresCase ? 'i' : ''}${capture === null ? '' : 'd'}`)
    const hitOf = (found: NativeMatch): Hit => {
      const from = found.index
      const next = from + found[0].length
      const group = capture === null ? undefined : found.indices?.groups?.[capture]
      return group === undefined
        ? { from, start: from, end: next, next }
        : { from, start: group[0], end: group[1], next }
    }
    return {
      exec: (text, from) => {
        regex.lastIndex = from
        const found = regex.exec(text)
        return found === null ? null : hitOf(found)
      },
    }
  },
  set: (patterns) => {
    const set = new RE2.Set(patterns, 'u', { maxMem: SET_MEMORY_BYTES })
    const everything = patterns.map((_, index) => index)
    return {
      match: (text) => {
        try {
          // As bytes: the conversion by Node is faster than that of the package.
          return set.match(Buffer.from(text)).sort(ascending)
        } catch {
          // Out of memory for its states: then every pattern runs.
          return everything
        }
      },
    }
  },
})

const scriptEngine = async (): Promise<Engine> => {
  const { RE2JS, RE2Set } = await import('re2js')
  return {
    name: 're2js',
    compile: (pattern, { ignoresCase, capture }) => {
      const regex = RE2JS.compile(pattern, ignoresCase ? RE2JS.CASE_INSENSITIVE : 0)
      return {
        exec: (text, at) => {
          const matcher = regex.matcher(text)
          if (!matcher.find(at)) return null
          const from = matcher.start()
          const next = matcher.end()
          const start = capture === null ? from : matcher.start(capture)
          return start < 0 || capture === null
            ? { from, start: from, end: next, next }
            : { from, start, end: matcher.end(capture), next }
        },
      }
    },
    set: (patterns) => {
      const set = new RE2Set(RE2Set.UNANCHORED, 0, SET_MEMORY_BYTES)
      for (const pattern of patterns) set.add(pattern)
      set.compile()
      return { match: (text) => set.match(text).sort(ascending) }
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
