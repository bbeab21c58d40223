/** What is asked of the issued tokens while text is matched. Names have no brackets: `EMAIL_1`. */
export type TokenIndex = {
  readonly has: (name: string) => boolean
  /** True while `name` can still become an issued token. */
  readonly isPrefix: (name: string) => boolean
  /** True for a known type with a number that was not issued. */
  readonly isUnissued: (name: string) => boolean
  /** True for the first letter (upper case, as a char code) of a known type. */
  readonly isInitial: (code: number) => boolean
  readonly initials: ReadonlySet<number>
  readonly longestName: number
}

const IS_NUMBER = /^[1-9]\d*$/

const NO_TYPES: ReadonlySet<string> = new Set()

/** Known are the types of the issued names, and `more`. */
export const indexTokens = (names: ReadonlyMap<string, unknown>, more: ReadonlySet<string> = NO_TYPES): TokenIndex => {
  const initials = new Set<number>()
  let longestName = 0
  for (const spelt of [names.keys(), more])
    for (const name of spelt) {
      initials.add(name.charCodeAt(0))
      longestName = Math.max(longestName, name.length)
    }
  // Both sets are needed only where a stream was cut inside a token, or a token was not issued: often never.
  let prefixes: Set<string> | undefined
  let types: Set<string> | undefined
  const toPrefixes = () => {
    const all = new Set<string>([''])
    for (const name of names.keys()) for (let end = name.length; end > 0; end--) all.add(name.slice(0, end))
    return all
  }
  const toTypes = () => new Set([...[...names.keys()].map((name) => name.slice(0, name.lastIndexOf('_'))), ...more])
  return {
    has: (name) => names.has(name),
    isPrefix: (name) => {
      if (name === '') return true
      prefixes ??= toPrefixes()
      return prefixes.has(name)
    },
    isUnissued: (name) => {
      const cut = name.lastIndexOf('_')
      if (cut < 0 || !IS_NUMBER.test(name.slice(cut + 1)) || names.has(name)) return false
      types ??= toTypes()
      return types.has(name.slice(0, cut))
    },
    isInitial: (code) => initials.has(code),
    initials,
    longestName,
  }
}
