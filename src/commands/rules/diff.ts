import { createReadStream, statSync } from 'node:fs'
import type { RuleSet } from '../../rules/rule-set.js'
import type { Span } from '../../types.js'
import { createFindSpans } from '../find-spans.js'
import { createProgress } from '../progress.js'
import { parseRecord, scanJsonl } from '../scan-jsonl.js'
import { createPaint, EXIT, printIssues, type Shell } from '../shell.js'
import { openDirectory } from './open.js'

export type DiffOptions = {
  readonly before: string
  readonly after: string
  /** A file of `{"id","text"}` lines, or a `.txt` file of one text a line; null to compare only the rules. */
  readonly corpus: string | null
}

/** So many examples are shown of each rule, as shapes. */
const MAX_SHAPES = 3
const MAX_SHAPE_CHARACTERS = 40

/** What a value looks like, and nothing of it: `000-00-0000`, `Aaaa Aaa`. */
export const shapeOf = (value: string): string => {
  const shape = value
    .replace(/\p{L}/gu, (letter) => (/\p{Lu}/u.test(letter) ? 'A' : 'a'))
    .replace(/\p{Nd}/gu, '0')
    .replace(/[^\x20-\x7e]/gu, '?')
  return shape.length > MAX_SHAPE_CHARACTERS ? `${shape.slice(0, MAX_SHAPE_CHARACTERS)}…` : shape
}

type Tally = Map<string, { count: number; readonly shapes: string[] }>

/** Shows what a change of rules would newly catch and newly miss. Exit code 0, whatever the difference; 78 for bad rules. */
export const runDiff = async ({ before, after, corpus }: DiffOptions, shell: Shell): Promise<number> => {
  const [old, fresh] = [await openDirectory(before, shell), await openDirectory(after, shell)]
  if ('issues' in old || 'issues' in fresh) {
    printIssues([...('issues' in old ? old.issues : []), ...('issues' in fresh ? fresh.issues : [])], shell)
    return EXIT.configuration
  }
  sayChanges(old.ruleSet, fresh.ruleSet, shell)
  if (corpus === null) return EXIT.ok
  let totalBytes: number
  try {
    totalBytes = statSync(corpus).size
  } catch {
    shell.stderr.write(`${corpus}: there is no such file that can be read\n`)
    return EXIT.failed
  }
  const caught: Tally = new Map()
  const missed: Tally = new Map()
  const findOld = createFindSpans(old.ruleSet.detect)
  const findFresh = createFindSpans(fresh.ruleSet.detect)
  const progress = createProgress(shell.stderr, { totalBytes, now: () => performance.now() })
  const isPlain = corpus.endsWith('.txt')
  let lines = 0
  const { bad } = await scanJsonl({
    input: createReadStream(corpus),
    output: SILENT,
    scanLine: (line) => {
      lines += 1
      const text = isPlain ? line : parseRecord(line)?.text
      if (text === undefined) return null
      const [was, is] = [findOld(text), findFresh(text)]
      note(caught, { only: is, others: was, text, line: lines })
      note(missed, { only: was, others: is, text, line: lines })
      return ''
    },
    onBadLine: (line) =>
      shell.stderr.write(
        `line ${line}: must be {"id": 1, "text": "…"}; or write one text a line into a file that ends in .txt\n`,
      ),
    onProgress: progress.update,
  })
  progress.finish()
  say(shell, { title: 'newly caught', sign: '+', style: 'green', tally: caught })
  say(shell, { title: 'newly missed', sign: '-', style: 'red', tally: missed })
  return bad === 0 ? EXIT.ok : EXIT.failed
}

const SILENT = { write: () => true, once: () => undefined }

type Noted = {
  readonly only: readonly Span[]
  readonly others: readonly Span[]
  readonly text: string
  readonly line: number
}

/** Counts the spans of one side that the other side does not cover as the same entity. */
const note = (tally: Tally, { only, others, text, line }: Noted): void => {
  for (const { start, end, entity, rule } of only) {
    if (others.some((other) => other.entity === entity && other.start <= start && end <= other.end)) continue
    const key = `${entity} (${rule})`
    const entry = tally.get(key) ?? { count: 0, shapes: [] }
    tally.set(key, entry)
    entry.count += 1
    if (entry.shapes.length < MAX_SHAPES) entry.shapes.push(`line ${line}: ${shapeOf(text.slice(start, end))}`)
  }
}

type Section = { readonly title: string; readonly sign: string; readonly style: 'green' | 'red'; readonly tally: Tally }

const say = ({ stdout, env }: Shell, { title, sign, style, tally }: Section): void => {
  const paint = createPaint(stdout, env)
  const total = [...tally.values()].reduce((sum, { count }) => sum + count, 0)
  stdout.write(`${paint('bold', `${title}: ${total}`)}\n`)
  for (const [key, { count, shapes }] of [...tally].sort((a, b) => b[1].count - a[1].count)) {
    stdout.write(`${paint(style, `${sign} ${count} ${key}`)}\n`)
    for (const shape of shapes) stdout.write(`    ${shape}\n`)
  }
}

const sayChanges = (old: RuleSet, fresh: RuleSet, { stdout, env }: Shell): void => {
  const paint = createPaint(stdout, env)
  const same = (id: string) => JSON.stringify(old.sources.get(id)) === JSON.stringify(fresh.sources.get(id))
  const added = [...fresh.sources.keys()].filter((id) => !old.sources.has(id))
  const removed = [...old.sources.keys()].filter((id) => !fresh.sources.has(id))
  const changed = [...fresh.sources.keys()].filter((id) => old.sources.has(id) && !same(id))
  for (const id of added) stdout.write(`${paint('green', `+ rule ${id}`)}\n`)
  for (const id of removed) stdout.write(`${paint('red', `- rule ${id}`)}\n`)
  for (const id of changed)
    stdout.write(`${paint('yellow', `~ rule ${id}: ${changedKeys(old, fresh, id).join(', ')}`)}\n`)
  if (added.length + removed.length + changed.length === 0) stdout.write('the rules are the same\n')
}

const changedKeys = (old: RuleSet, fresh: RuleSet, id: string): string[] => {
  const [was, is] = [old.sources.get(id) ?? {}, fresh.sources.get(id) ?? {}] as Record<string, unknown>[]
  return Object.keys({ ...was, ...is }).filter((key) => JSON.stringify(was?.[key]) !== JSON.stringify(is?.[key]))
}
