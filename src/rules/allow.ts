import type { Exception } from '../types.js'
import type { Engine } from './engine.js'
import { readPattern } from './pattern.js'
import { noSuchEntity } from './policies.js'
import type { Complaints, Path, ReadRuleFile } from './read.js'
import type { AllowSource } from './sections.js'

const DAY_MS = 86_400_000

/** True when `domain` is the whole host of an e-mail address or URL, or the end of it behind a dot. */
const isOfDomain = (value: string, domain: string): boolean => {
  const lower = value.toLowerCase()
  const host = /^(?:[a-z][a-z0-9+.-]*:\/\/)?(?:[^/?#]*@)?([^/?#:]+)/.exec(lower)?.[1] ?? ''
  return host === domain || host.endsWith(`.${domain}`)
}

/** The exceptions of all files. Values match in any case; a regular expression matches the whole value. */
export const compileAllow = (
  files: readonly ReadRuleFile[],
  { engine, entities }: { readonly engine: Engine; readonly entities: ReadonlySet<string> },
  { complain, missing }: Complaints,
): readonly Exception[] =>
  files.flatMap((file) =>
    file.data.allow.map((source, index) => {
      for (const [at, entity] of (source.entities ?? []).entries())
        if (!entities.has(entity)) missing(file, ['allow', index, 'entities', at], noSuchEntity(entity, entities))
      return toException(source, engine, (path, message) => complain(file, ['allow', index, ...path], message))
    }),
  )

const toException = (
  source: AllowSource,
  engine: Engine,
  complain: (path: Path, message: string) => void,
): Exception => {
  const values = new Set(source.values.map((value) => value.toLowerCase()))
  const domains = source.domains.map((domain) => domain.toLowerCase().replace(/^@|^\*?\./, ''))
  const matchers = source.regexes.flatMap((regex, at) => {
    const { problem } = readPattern(regex)
    try {
      if (problem === null) return [engine.compile(`^(?:${regex})$`, { ignoresCase: false, capture: null })]
      complain(['regexes', at], problem)
    } catch {
      complain(
        ['regexes', at],
        'is not a valid regular expression of RE2: write a sign with a backslash where it stands for itself, as in \\.',
      )
    }
    return []
  })
  if (values.size + domains.length + source.regexes.length === 0)
    complain(['values'], 'the exception names nothing: write values, domains or regexes')
  const { tenants, spaces, routes } = source
  return {
    id: source.id,
    entities: source.entities === undefined ? null : new Set(source.entities),
    place: { tenants, spaces, routes },
    expiresMs: Date.parse(source.expires) + DAY_MS,
    allows: (value) =>
      values.has(value.toLowerCase()) ||
      domains.some((domain) => isOfDomain(value, domain)) ||
      matchers.some((search) => search(value, 0, value.length) !== null),
  }
}
