import { createReadStream, readFileSync, statSync } from 'node:fs'
import type { Readable } from 'node:stream'
import type { Flags } from '../config/load.js'
import { createWhy } from '../rules/why.js'
import type { Span } from '../types.js'
import { createFindSpans, inCodePoints } from './find-spans.js'
import { openRules } from './open-rules.js'
import { createProgress } from './progress.js'
import { createLineScanner, scanJsonl } from './scan-jsonl.js'
import { createPaint, EXIT, type Output, printIssues, type Shell } from './shell.js'

/** Stands for stdin, as in other commands of a shell. */
const STDIN = '-'

export type ScanOptions = {
  readonly texts: readonly string[]
  readonly files: readonly string[]
  /** Path of a JSON Lines file, `-` for stdin; undefined for plain text. */
  readonly jsonl: string | undefined
  readonly json: boolean
  /** Label by the product's entity names instead of the groups. */
  readonly entities: boolean
  readonly showText: boolean
  /** Says under each finding what moved its likelihood. */
  readonly why: boolean
  readonly flags: Flags
}

type Source = { readonly name: string; readonly text: string }
type Found = Source & { readonly spans: readonly Span[]; readonly whys: readonly string[] }

const LIKELIHOODS = ['very unlikely', 'unlikely', 'possible', 'likely', 'very likely'] as const

const readAll = async (input: Readable): Promise<string> => {
  const chunks: Buffer[] = []
  for await (const chunk of input) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks).toString('utf8')
}

const writeOut = async (output: Output, text: string): Promise<void> => {
  if (!output.write(text)) await new Promise<void>((resume) => output.once('drain', resume))
}

const runJsonl = async (path: string, scanLine: (line: string) => string | null, shell: Shell): Promise<number> => {
  const { stderr } = shell
  let totalBytes: number | null = null
  let input: Readable = shell.stdin
  if (path !== STDIN) {
    try {
      totalBytes = statSync(path).size
    } catch {
      stderr.write(`${path}: cannot be read\n`)
      return EXIT.failed
    }
    input = createReadStream(path, { highWaterMark: 1 << 20 })
  }
  const progress = createProgress(stderr, { totalBytes, now: () => performance.now() })
  const { bad } = await scanJsonl({
    input,
    output: shell.stdout,
    scanLine,
    onBadLine: (line) => stderr.write(`line ${line}: is not {"id","text"}\n`),
    onProgress: progress.update,
  })
  progress.finish()
  return bad === 0 ? EXIT.ok : EXIT.failed
}

const readSources = async ({ texts, files }: ScanOptions, shell: Shell) => {
  const given = texts.filter((text) => text !== STDIN)
  const sources: Source[] = given.map((text, index) => ({
    name: given.length === 1 ? 'text' : `text ${index + 1}`,
    text,
  }))
  let unreadable = 0
  for (const name of files.filter((file) => file !== STDIN)) {
    try {
      sources.push({ name, text: readFileSync(name, 'utf8') })
    } catch {
      unreadable += 1
      shell.stderr.write(`${name}: cannot be read\n`)
    }
  }
  if (texts.length + files.length === 0 || [...texts, ...files].includes(STDIN))
    sources.push({ name: 'stdin', text: await readAll(shell.stdin) })
  return { sources, unreadable }
}

const toJson = (found: readonly Found[], labelOf: (entity: string) => string) =>
  found.map(({ name, text, spans, whys }) => ({
    source: name,
    spans: inCodePoints(text, spans, labelOf).map((span, at) =>
      whys.length === 0 ? span : { ...span, why: whys[at] },
    ),
  }))

const placeOf = ({ name, text }: Source, start: number): string => {
  const before = text.slice(0, start)
  const line = before.split('\n').length
  const column = [...before.slice(before.lastIndexOf('\n') + 1)].length + 1
  return `${name}:${line}:${column}`
}

const printTable = async (found: readonly Found[], options: ScanOptions, shell: Shell): Promise<void> => {
  const paint = createPaint(shell.stdout, shell.env)
  const rows = found.flatMap((source) =>
    source.spans.map(({ start, end, entity, score, rule }) => [
      placeOf(source, start),
      entity,
      LIKELIHOODS[score] ?? '',
      rule,
      ...(options.showText ? [JSON.stringify(source.text.slice(start, end))] : []),
    ]),
  )
  const widths = rows.reduce<number[]>((most, row) => row.map((cell, i) => Math.max(most[i] ?? 0, cell.length)), [])
  const whys = found.flatMap((source) => source.whys)
  const lines = rows.map((row, at) => {
    const cells = row.map((cell, i) =>
      paint(i === 1 ? 'cyan' : 'dim', i === row.length - 1 ? cell : cell.padEnd(widths[i] ?? 0)),
    )
    return [cells.join('  '), ...(options.why ? [`    ${whys[at]}`] : [])].join('\n')
  })
  const total = `${rows.length} ${rows.length === 1 ? 'finding' : 'findings'} in ${found.length} ${found.length === 1 ? 'text' : 'texts'}`
  await writeOut(shell.stdout, [...lines, paint('bold', total), ''].join('\n'))
}

/** Finds personal data in texts, files or stdin. Exit code 0, whatever was found; 1 for an input that cannot be read. */
export const runScan = async (options: ScanOptions, shell: Shell): Promise<number> => {
  const opened = await openRules(options.flags, shell)
  if ('issues' in opened) {
    printIssues(opened.issues, shell)
    return EXIT.configuration
  }
  const { detect, groups } = opened.ruleSet
  const find = createFindSpans(detect)
  const labelOf = (entity: string) => (options.entities ? entity : (groups.get(entity) ?? entity))
  if (options.jsonl !== undefined) return runJsonl(options.jsonl, createLineScanner(find, labelOf), shell)

  const { sources, unreadable } = await readSources(options, shell)
  const found = sources.map((source) => {
    const spans = find(source.text)
    return { ...source, spans, whys: options.why ? spans.map(createWhy(opened.ruleSet, source.text, '')) : [] }
  })
  if (options.json) await writeOut(shell.stdout, `${JSON.stringify(toJson(found, labelOf), null, 2)}\n`)
  else await printTable(found, options, shell)
  return unreadable === 0 ? EXIT.ok : EXIT.failed
}
