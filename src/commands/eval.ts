import { readdirSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { Flags } from '../config/load.js'
import { type FileScore, labelsToScore, scoreFile } from '../eval/file-score.js'
import { type HeldOut, isInPart } from '../eval/held-out.js'
import { type GoldFile, readGold, readPredictions } from '../eval/read-file.js'
import { renderFile, renderValues } from '../eval/render.js'
import type { Scored } from '../eval/score.js'
import { scoreValues } from '../eval/value-score.js'
import { resolveEntity } from '../mapping/entity-names.js'
import type { RuleSet } from '../rules/rule-set.js'
import { createFindSpans, inCodePoints } from './find-spans.js'
import { openRules } from './open-rules.js'
import { createProgress } from './progress.js'
import { createPaint, EXIT, printIssues, type Shell } from './shell.js'

export type EvalOptions = {
  /** Labelled files, and folders of them. */
  readonly paths: readonly string[]
  readonly heldOut: HeldOut
  /** Folder with the predictions of another detector, one file for each labelled one; null to run detection. */
  readonly predictions: string | null
  readonly json: boolean
  /** Kindred labels stand for each other where a file does not tell them apart. */
  readonly loose: boolean
  readonly flags: Flags
}

/** How the texts of a file get their predictions, and whether there are any for single values. */
type Predict = (file: string, gold: GoldFile, onText: () => void) => Predicted | { readonly problem: string }
type Predicted = { readonly texts: readonly Scored[]; readonly values: ReturnType<typeof scoreValues> | null }
type Result = { readonly file: string; readonly score: FileScore | null; readonly values: Predicted['values'] }

const filesOf = (path: string): string[] | null => {
  try {
    if (!statSync(path).isDirectory()) return [path]
    const names = readdirSync(path).filter((name) => name.endsWith('.jsonl'))
    return names.sort().map((name) => join(path, name))
  } catch {
    return null
  }
}

const detecting = ({ detect, groups }: RuleSet): Predict => {
  const find = createFindSpans(detect)
  const known = new Set(groups.keys())
  const groupOf = (entity: string) => groups.get(entity) ?? entity
  return (_, { records, values }, onText) => ({
    texts: records.map((record) => {
      onText()
      return { ...record, predicted: inCodePoints(record.text, find(record.text), groupOf) }
    }),
    values: scoreValues(
      values.map((value) => ({
        ...value,
        meant: resolveEntity(value.entity ?? '', known),
        predicted: inCodePoints(value.text, find(value.text), String).map((span) => ({ ...span, entity: span.label })),
      })),
    ),
  })
}

const reading =
  (folder: string): Predict =>
  (file, { records }, onText) => {
    const path = join(folder, basename(file))
    const predictions = readPredictions(path)
    if ('problem' in predictions) return { problem: problemOf(path, predictions.problem) }
    const missing = records.find(({ id }) => !predictions.has(id))
    if (missing !== undefined) return { problem: `${path}: has no line for the id ${JSON.stringify(missing.id)}` }
    return {
      texts: records.map((record) => {
        onText()
        return { ...record, predicted: predictions.get(record.id) ?? [] }
      }),
      values: null,
    }
  }

const problemOf = (path: string, { line, message }: { readonly line: number; readonly message: string }): string =>
  `${path}${line > 0 ? `:${line}` : ''}: ${message}`

const choosePredict = async ({ predictions, flags }: EvalOptions, shell: Shell): Promise<Predict | null> => {
  if (predictions !== null) return reading(predictions)
  const opened = await openRules(flags, shell)
  if (!('issues' in opened)) return detecting(opened.ruleSet)
  printIssues(opened.issues, shell)
  return null
}

/**
 * Scores detection on labelled files, each by itself. Exit code 0, whatever the figures; 1 for a file that cannot be
 * read or scored; 78 for a bad configuration or bad rules.
 */
export const runEval = async (options: EvalOptions, shell: Shell): Promise<number> => {
  const { paths, heldOut, json, loose } = options
  const { stdout, stderr, env } = shell
  const fail = (problem: string): number => {
    stderr.write(`${problem}\n`)
    return EXIT.failed
  }
  const listed = paths.map((path) => ({ path, files: filesOf(path) }))
  const unreadable = listed.find(({ files }) => files === null || files.length === 0)
  if (unreadable !== undefined)
    return fail(`${unreadable.path}: ${unreadable.files === null ? 'cannot be read' : 'holds no .jsonl file'}`)
  const files = listed.flatMap(({ files: found }) => found ?? [])
  const predict = await choosePredict(options, shell)
  if (predict === null) return EXIT.configuration

  const paint = createPaint(stdout, env)
  const totalBytes = files.reduce((sum, file) => sum + statSync(file).size, 0)
  const progress = createProgress(stderr, { totalBytes, now: () => performance.now() })
  const results: Result[] = []
  let doneBytes = 0
  let lines = 0
  for (const file of files) {
    const gold = readGold(file)
    if ('problem' in gold) return fail(problemOf(file, gold.problem))
    const records = gold.records.filter(({ id }) => isInPart(id, heldOut))
    const { size } = statSync(file)
    let done = 0
    const predicted = predict(file, { ...gold, records }, () => {
      done += 1
      lines += 1
      progress.update(doneBytes + (size * done) / records.length, lines)
    })
    if ('problem' in predicted) return fail(predicted.problem)
    doneBytes += size
    const score = gold.records.length === 0 ? null : scoreFile(predicted.texts, labelsToScore(gold.records), loose)
    const values = gold.values.length === 0 ? null : predicted.values
    results.push({ file, score, values })
    progress.finish()
    if (json) continue
    if (score !== null) stdout.write(`${renderFile(basename(file), score, paint)}\n`)
    if (values !== null) stdout.write(`${renderValues(basename(file), values.total, paint)}\n`)
  }
  if (json) stdout.write(`${JSON.stringify({ held_out: heldOut, loose, files: results }, null, 2)}\n`)
  return EXIT.ok
}
