import { z } from 'zod'
import { toProblems } from '../config/problems.js'
import type { SchemaNode } from '../config/schema.js'
import { parseYaml } from '../config/yaml.js'
import type { Issue } from '../types.js'
import { advise, adviseSyntax } from './advice.js'
import { type RuleFile, ruleFileSchema } from './schema.js'

export type Path = readonly (string | number)[]

/** A rule file as written, checked against the schema. `issueAt` makes an issue at the line of a path in it. */
export type ReadRuleFile = {
  readonly file: string
  readonly data: RuleFile
  readonly issueAt: (path: Path, message: string) => Issue
}

/** Reports a problem at a path of a file. */
export type Complain = (file: ReadRuleFile, path: Path, message: string) => void

/** `missing` is for a name that should stand somewhere; it is silent where a file that may hold it could not be read. */
export type Complaints = { readonly complain: Complain; readonly missing: Complain }

const ROOT = z.toJSONSchema(ruleFileSchema, { io: 'input' }) as SchemaNode

type ZodIssue = z.core.$ZodIssue

/** Where a value may have several forms, the form that was meant is the one whose own members are wrong. */
const flatten = (issue: ZodIssue): ZodIssue[] => {
  if (issue.code !== 'invalid_union') return [issue]
  const meant = issue.errors.find((branch) =>
    branch.some(({ code, path }) => code !== 'invalid_type' || path.length > 0),
  )
  if (meant === undefined) return [{ ...issue, message: 'must be a text or a mapping' }]
  return meant.map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] }) as ZodIssue).flatMap(flatten)
}

/** Reads one rule file; or every problem of its syntax and form. Issues name keys and limits, never a value. */
export const readRuleFile = (file: string, text: string): ReadRuleFile | { readonly issues: readonly Issue[] } => {
  const { data, placeOf, issues } = parseYaml(text, file)
  const [first] = issues
  // What the parser says after its first problem is mostly that problem again.
  if (first !== undefined) {
    const lineText = text.split('\n')[first.line - 1] ?? ''
    return { issues: [{ ...first, message: adviseSyntax(first.message, lineText) }] }
  }
  const issueAt = (path: Path, message: string): Issue => ({ file, ...placeOf(path), path: path.join('.'), message })
  const parsed = ruleFileSchema.safeParse(data)
  if (parsed.success) return { file, data: parsed.data, issueAt }
  const errors = parsed.error.issues.flatMap(flatten)
  return { issues: toProblems(errors, ROOT).map(({ path, message }) => issueAt(path, advise(path, message))) }
}
