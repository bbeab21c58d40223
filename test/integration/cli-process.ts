import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'

const ROOT = join(import.meta.dirname, '../..')

/** Builds the product into a folder of its own inside the project, so that its packages are found. */
export const buildProduct = () => {
  mkdirSync(join(ROOT, '.coatcheck'), { recursive: true })
  const folder = mkdtempSync(join(ROOT, '.coatcheck', 'build-'))
  const compiler = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc')
  // Types are checked by a step of their own.
  execFileSync(
    process.execPath,
    [compiler, '-p', 'tsconfig.build.json', '--noCheck', '--outDir', join(folder, 'dist')],
    {
      cwd: ROOT,
    },
  )
  for (const name of ['rules', 'pages', 'package.json']) symlinkSync(join(ROOT, name), join(folder, name))
  return { main: join(folder, 'dist', 'main.js'), remove: () => rmSync(folder, { recursive: true, force: true }) }
}

export type Running = {
  readonly child: ChildProcess
  readonly output: { out: string; err: string }
  /** Resolves when stdout or stderr matches; rejects when the process ends or 20 s pass without it. */
  readonly until: (pattern: RegExp) => Promise<RegExpExecArray>
  readonly exit: Promise<number | null>
}

/** Runs a built program; stdin is closed after `input`. */
export const run = (
  main: string,
  args: readonly string[],
  { input = '', env = {}, cwd }: { input?: string; env?: Record<string, string>; cwd?: string } = {},
): Running => {
  const { PATH, HOME } = process.env
  const child = spawn(process.execPath, [main, ...args], { env: { PATH, HOME, ...env }, ...(cwd ? { cwd } : {}) })
  const output = { out: '', err: '' }
  const waiting = new Set<() => void>()
  const collect = (name: 'out' | 'err') => (chunk: Buffer) => {
    output[name] += chunk.toString('utf8')
    for (const look of waiting) look()
  }
  child.stdout.on('data', collect('out'))
  child.stderr.on('data', collect('err'))
  child.stdin.on('error', () => {})
  child.stdin.end(input)
  const exit = new Promise<number | null>((resolve) => child.on('close', resolve))
  const until = (pattern: RegExp) =>
    new Promise<RegExpExecArray>((resolve, reject) => {
      const fail = () => reject(new Error(`no ${pattern} in:\n${output.out}\n${output.err}`))
      const timer = setTimeout(fail, 20_000)
      const look = () => {
        const found = pattern.exec(output.out) ?? pattern.exec(output.err)
        if (found === null) return
        clearTimeout(timer)
        waiting.delete(look)
        resolve(found)
      }
      waiting.add(look)
      void exit.then(fail)
      look()
    })
  return { child, output, until, exit }
}
