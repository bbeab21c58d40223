import type { Hit } from '../regex/regex.js'
import type { Issue } from '../types.js'
import { type Offsets, readOffsets, SAME_OFFSETS } from './offsets.js'

export type EngineName = 're2' | 're2js'

/** Flags of one pattern; `capture` names the group whose span a hit reports. */
export type CompileOptions = { readonly ignoresCase: boolean; readonly capture: string | null }

/** Leftmost match at or after `from`; `\b` and anchors see what precedes. The text ends at `end`. Linear in its length. */
export type Search = (text: string, from: number, end: number) => Hit | null

/** A library of RE2 syntax: says which patterns are valid, and runs those that `regex/` leaves to it. */
export type Engine = {
  readonly name: EngineName
  /** Throws when the pattern is not valid. */
  readonly compile: (pattern: string, options: CompileOptions) => Search
}

/** What this file uses of the native package; its own types exist only where the optional package is installed. */
type NativeMatch = { readonly index: number; readonly 0: Buffer; readonly indices?: NativeIndices }
type NativeIndices = { readonly groups?: Readonly<Record<string, readonly [number, number] | undefined>> }
type NativeRegExp = { lastIndex: number; readonly exec: (bytes: Buffer) => NativeMatch | null }
type Native = new (pattern: string, flags: string) => NativeRegExp

/** npm leaves out the optional `re2` on some releases of Node; the alias is the same package without that limit. */
const NATIVE_PACKAGES = ['re2', 're2-native']

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
    const flags = `g${ignoresCase ? 'i' : ''}u${capture === null ? '' : 'd'}`
    const regex = new RE2(pattern, flags)
    return (text, from, end) => {
      // The package converts a string, and its offsets, for each match anew.
      const bytes = Buffer.from(end < text.length ? text.slice(0, end) : text)
      const { toByte, toUnit }: Offsets = bytes.length === Math.min(end, text.length) ? SAME_OFFSETS : readOffsets(text)
      regex.lastIndex = toByte(from)
      const found = regex.exec(bytes)
      if (found === null) return null
      const start = toUnit(found.index)
      const next = toUnit(found.index + found[0].length)
      const group = capture === null ? undefined : found.indices?.groups?.[capture]
      return group === undefined
        ? { from: start, start, end: next, next }
        : { from: start, start: toUnit(group[0]), end: toUnit(group[1]), next }
    }
  },
})

const scriptEngine = async (): Promise<Engine> => {
  const { RE2JS } = await import('re2js')
  return {
    name: 're2js',
    compile: (pattern, { ignoresCase, capture }) => {
      const regex = RE2JS.compile(pattern, ignoresCase ? RE2JS.CASE_INSENSITIVE : 0)
      return (text, at, end) => {
        const matcher = regex.matcher(end < text.length ? text.slice(0, end) : text)
        if (!matcher.find(at)) return null
        const from = matcher.start()
        const next = matcher.end()
        const start = capture === null ? from : matcher.start(capture)
        if (capture === null || start < 0) return { from, start: from, end: next, next }
        return { from, start, end: matcher.end(capture), next }
      }
    },
  }
}

const NOT_INSTALLED: Issue = {
  file: '',
  line: 0,
  path: 'engine',
  message:
    'the native package "re2" is not installed or does not load: install it, or set "engine: re2js" (over 100 times slower where a pattern needs it)',
}

/** The engine of that name. `auto` is the native one where it loads, else the one in plain JavaScript. */
export const loadEngine = async (
  name: EngineName | 'auto',
): Promise<{ readonly engine: Engine } | { readonly issues: readonly Issue[] }> => {
  const native = name === 're2js' ? null : await importNative()
  if (native !== null) return { engine: nativeEngine(native) }
  return name === 're2' ? { issues: [NOT_INSTALLED] } : { engine: await scriptEngine() }
}
