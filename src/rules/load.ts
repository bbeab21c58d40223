import { createHash } from 'node:crypto'
import { createDetect, createExplain } from '../detect/detect.js'
import { createIdentify } from '../identity.js'
import type { Detect, Issue } from '../types.js'
import { compileAllow } from './allow.js'
import { checkRules } from './check.js'
import { compileRules } from './compile.js'
import { conflicts } from './conflicts.js'
import { type Content, readContents } from './contents.js'
import { type Engine, type EngineName, loadEngine } from './engine.js'
import { compileLists, withTerms } from './lists.js'
import { detectedFrom, readPolicies, rehearsalsOf } from './policies.js'
import { type Complain, type Complaints, type ReadRuleFile, readRuleFile } from './read.js'
import type { RuleSet } from './rule-set.js'
import { LIKELIHOODS } from './schema.js'
import { createValidityTest } from './validity.js'
import { warningsOf } from './warnings.js'

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

type Loaded = { readonly ruleSet: RuleSet } | { readonly issues: readonly Issue[] }

/** The last set that was proved, and what it was made of: a reload that changes no rule does not compile them again. */
let proved: { readonly madeOf: string; readonly loaded: { readonly ruleSet: RuleSet } } | null = null

/** Warnings count in days. */
const today = (): string => new Date().toISOString().slice(0, 10)

/**
 * Reads `dir/**\/*.yaml` in name order, compiles all rules and runs each rule's own examples. Either a rule set in which
 * every example holds, or all problems at once.
 */
export const loadRules = async (options: LoadRulesOptions): Promise<Loaded> => {
  const loaded = await loadEngine(options.engine)
  if ('issues' in loaded) return loaded
  const read = await readContents(options.dir)
  if ('issues' in read) return read
  const { contents } = read
  const { dir, defaultRegion, minLikelihood } = options
  const madeOf = JSON.stringify([digestOf(contents), dir, loaded.engine.name, defaultRegion, minLikelihood, today()])
  if (proved?.madeOf === madeOf) return proved.loaded
  const result = proveRules(contents, loaded.engine, options)
  if ('ruleSet' in result) proved = { madeOf, loaded: result }
  return result
}

const proveRules = (contents: readonly Content[], engine: Engine, options: LoadRulesOptions): Loaded => {
  const read = contents.map(({ file, text }) => readRuleFile(file, text))
  const files = read.filter((result): result is ReadRuleFile => 'data' in result)
  const issues = [...read.flatMap((result) => ('issues' in result ? result.issues : [])), ...conflicts(files)]
  const complain: Complain = (file, path, message) => issues.push(file.issueAt(path, message))
  const sources = files.flatMap(({ data }) => data.rules)
  const groups = new Map(sources.map(({ entity, group }) => [entity, group]))
  const entities = new Set(groups.keys())
  const complaints: Complaints = { complain, missing: files.length === contents.length ? complain : () => undefined }
  const terms = compileLists(files, complaints)
  const exceptions = compileAllow(files, { engine, entities }, complaints)
  const policies = readPolicies(files, entities, complaints)
  const result = compileRules(files, engine)
  if ('issues' in result) return { issues: [...issues, ...result.issues] }
  const { compiled } = result
  const tested = { ...compiled, ...TESTED }
  const detectTested = withTerms(createDetect(tested), terms, TESTED.minLikelihood)
  // The examples of a rule that has another problem say nothing more.
  const isKnown = ({ file, path }: Issue) => {
    const rule = /^rules\.\d+\./.exec(path)?.[0] ?? path
    return issues.some((issue) => issue.file === file && issue.path.startsWith(rule))
  }
  issues.push(...checkRules(files, detectTested, createExplain(tested)).filter((issue) => !isKnown(issue)))
  if (issues.length > 0) return { issues }

  const from = detectedFrom(policies, LIKELIHOODS.indexOf(options.minLikelihood))
  const drafts = new Set(sources.filter(({ status }) => status === 'draft').map(({ id }) => id))
  const detection = {
    ...compiled,
    rules: compiled.rules.filter(({ id }) => !drafts.has(id)),
    defaultRegion: options.defaultRegion,
    minLikelihood: from,
  }
  const ready = terms.filter(({ rule }) => !drafts.has(rule))
  const observe = withTerms(createDetect(detection), ready, from)
  const shadow = new Set(sources.filter(({ status }) => status === 'shadow').map(({ id }) => id))
  return {
    ruleSet: {
      digest: digestOf(contents),
      engine: engine.name,
      rules: summaries(files, new Map(compiled.rules.map(({ id, maxLength }) => [id, maxLength]))),
      groups,
      detect: without(observe, shadow),
      explain: createExplain(detection),
      observe,
      shadow,
      policies,
      exceptions,
      rehearsals: rehearsalsOf(files),
      warnings: warningsOf(files, Date.now()),
      sources: new Map(sources.map((source) => [source.id, source])),
      detectedFrom: from,
      identify: createIdentify(options.defaultRegion, groups),
      isValid: createValidityTest(compiled.rules, options.defaultRegion),
    },
  }
}

/** Longest term of a list that a stream has to expect, in code units. */
const LONGEST_TERM = 200

const summaries = (files: readonly ReadRuleFile[], lengths: ReadonlyMap<string, number>): RuleSet['rules'] =>
  files.flatMap(({ data }) => {
    const isCustomPack = data.pack?.kind === 'custom'
    return data.rules.map(({ id, entity, group, severity, jurisdictions, status, subject, list }) => {
      const isCustom = isCustomPack || list !== undefined
      const maxLength = lengths.get(id) ?? LONGEST_TERM
      return { id, entity, group, severity, jurisdictions, status, subject, isCustom, maxLength }
    })
  })

const without = (detect: Detect, rules: ReadonlySet<string>): Detect =>
  rules.size === 0 ? detect : (text, hint) => detect(text, hint).filter(({ rule }) => !rules.has(rule))

const digestOf = (contents: readonly Content[]): string => {
  const sum = createHash('sha256')
  for (const { name, text } of contents) sum.update(`${name}\0${Buffer.byteLength(text)}\0${text}`)
  return `sha256:${sum.digest('hex')}`
}
