import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { formatYaml } from '../../config/yaml.js'
import { KEY_ORDER } from '../../rules/key-order.js'
import { createPaint, EXIT, type Shell } from '../shell.js'

export type FmtOptions = {
  /** Files and directories. */
  readonly paths: readonly string[]
  /** Says what would change, and changes nothing. */
  readonly isCheck: boolean
}

const filesOf = (path: string): string[] =>
  statSync(path).isDirectory()
    ? readdirSync(path, { recursive: true, encoding: 'utf8' })
        .filter((name) => /\.ya?ml$/.test(name))
        .sort()
        .map((name) => join(path, name))
    : [path]

/** Writes rule files in one form, comments kept. Exit code 1 for a file that is not YAML, and with `--check` for a change. */
export const runFmt = ({ paths, isCheck }: FmtOptions, shell: Shell): number => {
  const paint = createPaint(shell.stdout, shell.env)
  let code: number = EXIT.ok
  const fail = (file: string, message: string) => {
    shell.stderr.write(`${file}: ${message}\n`)
    code = EXIT.failed
  }
  for (const path of paths) {
    let files: string[] = []
    try {
      files = filesOf(path)
    } catch {
      fail(path, 'cannot be read')
    }
    for (const file of files) {
      const text = readFileSync(file, 'utf8')
      const formatted = formatYaml(text, KEY_ORDER)
      if (formatted === null) fail(file, 'is not valid YAML: coatcheck rules lint says where')
      if (formatted === null || formatted === text) continue
      if (isCheck) code = EXIT.failed
      else writeFileSync(file, formatted)
      shell.stdout.write(`${paint('yellow', isCheck ? 'would change' : 'changed')} ${file}\n`)
    }
  }
  return code
}
