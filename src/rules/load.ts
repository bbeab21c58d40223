import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { createDetect, createExplain } from '../detect/detect.js'
import { createIdentify } from '../identity.js'
import type { Issue } from '../types.js'
import { checkRules } from './check.js'
import { compileRules } from './compile.js'
import { type EngineName, loadEngine } from './engine.js'
import { type ReadRuleFile, readRuleFile } from './read.js'
import type { RuleSet } from './rule-set.js'
import { LIKELIHOODS } from './schema.js'

export type LoadRulesOptions = {
  readonly dir: string
  readonly engine: EngineName | 'auto'
  /** ISO 3166 alpha-2: national phone numbers are read as of this country. */
  readonly defaultRegion: string
  /** Findings below this likelihood are not reported. */
  readonly minLikelihood: (typeof LIKELIHOODS)[number]
}

/** A rule's examples are written for the product's defaults, whatever this installation sets. */
const TESTED = { defaultRegion: 'US', minLikelihood: LIKELIHOODS.indexOf('likely') }
/** Holds the JSON Schema for editors. */
const SCHEMA_DIRECTORY = 'schema'

/**
 * Reads `dir/**\/*.yaml` in name order, compiles all rules and runs each rule's own examples. Either a rule set in which
 * every example holds, or all problems at once.
 */
export const loadRules = async (
  options: LoadRulesOptions,
): Promise<{ readonly ruleSet: RuleSet } | { readonly issues: readonly Issue[] }> => {
  const loaded = await loadEngine(options.engine)
  if ('issues' in loaded) return loaded
  const contents = await readContents(options.dir)
  if (contents === null) return { issues: [directoryIssue(options.dir, 'cannot be read')] }
  if (contents.length === 0) return { issues: [directoryIssue(options.dir, 'holds no rule file (*.yaml)')] }

  const read = contents.map(({ file, text }) => readRuleFile(file, text))
  const files = read.filter((result): result is ReadRuleFile => 'data' in result)
  const issues = [...read.flatMap((result) => ('issues' in result ? result.issues : [])), ...conflicts(files)]
  const result = compileRules(files, loaded.engine)
  if ('issues' in result) return { issues: [...issues, ...result.issues] }
  const { compiled } = result
  issues.push(...checkRules(files, createDetect({ ...compiled, ...TESTED })))
  if (issues.length > 0) return { issues }

  const detection = {
    ...compiled,
    defaultRegion: options.defaultRegion,
    minLikelihood: LIKELIHOODS.indexOf(options.minLikelihood),
  }
  const sources = files.flatMap(({ data }) => data.rules)
  const groups = new Map(sources.map(({ entity, group }) => [entity, group]))
  return {
    ruleSet: {
      digest: digestOf(contents),
      engine: loaded.engine.name,
      rules: sources.map(({ id, entity, group, severity }, index) => {
        return { id, entity, group, severity, maxLength: compiled.rules[index]!.maxLength }
      }),
      groups,
      detect: createDetect(detection),
      explain: createExplain(detection),
      identify: createIdentify(options.defaultRegion, groups),
    },
  }
}

type Content = { readonly file: string; readonly name: string; readonly text: string }

const readContents = async (dir: string): Promise<readonly Content[] | null> => {
  try {
    const entries = await readdir(dir, { recursive: true, withFileTypes: true })
    const names = entries
      .filter((entry) => !entry.isDirectory() && /\.ya?ml$/.test(entry.name))
      .map((entry) => relative(dir, join(entry.parentPath, entry.name)).split(sep).join('/'))
      .filter((name) => !name.split('/').slice(0, -1).includes(SCHEMA_DIRECTORY))
      // Kubernetes mounts a ConfigMap as links into a hidden directory: each file is read once, by its link.
      .filter((name) => !name.split('/').some((part) => part.startsWith('.')))
      .sort()
    return await Promise.all(
      names.map(async (name) => ({ file: join(dir, name), name, text: await readFile(join(dir, name), 'utf8') })),
    )
  } catch {
    return null
  }
}

const directoryIssue = (dir: string, message: string): Issue => ({ file: dir, line: 0, path: '', message })

const digestOf = (contents: readonly Content[]): string => {
  const sum = createHash('sha256')
  for (const { name, text } of contents) sum.update(`${name}\0${Buffer.byteLength(text)}\0${text}`)
  return `sha256:${sum.digest('hex')}`
}

/** Ids that occur twice, and entity types that two rules put into different groups. */
const conflicts = (files: readonly ReadRuleFile[]): Issue[] => {
  const ids = new Map<string, string>()
  const groups = new Map<string, string>()
  return files.flatMap(({ file, data, issueAt }) =>
    data.rules.flatMap(({ id, entity, group }, index) => {
      const found: Issue[] = []
      const first = ids.get(id)
      if (first !== undefined) found.push(issueAt(['rules', index, 'id'], `the id ${id} is already used in ${first}`))
      else ids.set(id, file)
      const other = groups.get(entity) ?? group
      groups.set(entity, other)
      if (other !== group) found.push(issueAt(['rules', index, 'group'], `another rule puts ${entity} into ${other}`))
      return found
    }),
  )
}
