import { readdir, readFile, stat } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import type { Issue } from '../types.js'

/** One rule file as text; `name` is its path below the folder, with slashes. */
export type Content = { readonly file: string; readonly name: string; readonly text: string }
type Contents = { readonly contents: readonly Content[] } | { readonly issues: readonly Issue[] }

/** Holds the JSON Schema for editors. */
const SCHEMA_DIRECTORY = 'schema'
/** About 100,000 terms; parsing more would hold up the gateway at a reload. */
const MAX_FILE_BYTES = 4 * 1024 * 1024
const FORM = 'save the file as UTF-8 (editors ask for the encoding under "Save as")'

/** The texts of `dir/**\/*.yaml` in name order; or why the folder or one of its files cannot be read as text. */
export const readContents = async (dir: string): Promise<Contents> => {
  let names: readonly string[]
  try {
    names = await namesIn(dir)
  } catch (error) {
    return { issues: [{ file: dir, line: 0, path: '', message: FOLDER_PROBLEMS[codeOf(error)] ?? CANNOT_BE_READ }] }
  }
  if (names.length === 0)
    return {
      issues: [{ file: dir, line: 0, path: '', message: 'holds no rule file: write one whose name ends in .yaml' }],
    }
  const read = await Promise.all(names.map((name) => readContent(join(dir, name), name)))
  const issues = read.flatMap((one) => ('message' in one ? [one] : []))
  return issues.length > 0 ? { issues } : { contents: read.flatMap((one) => ('text' in one ? [one] : [])) }
}

const CANNOT_BE_READ = 'cannot be read: let the user that runs this read it'
const FOLDER_PROBLEMS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such folder: write the name of the one that your rule files lie in',
  ENOTDIR: 'is a file: write the name of the folder that it lies in',
}

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? ''

const namesIn = async (dir: string): Promise<readonly string[]> => {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true })
  return (
    entries
      .filter((entry) => !entry.isDirectory() && /\.ya?ml$/.test(entry.name))
      .map((entry) => relative(dir, join(entry.parentPath, entry.name)).split(sep).join('/'))
      .filter((name) => !name.split('/').slice(0, -1).includes(SCHEMA_DIRECTORY))
      // Kubernetes mounts a ConfigMap as links into a hidden directory: each file is read once, by its link.
      .filter((name) => !name.split('/').some((part) => part.startsWith('.')))
      .sort()
  )
}

const readContent = async (file: string, name: string): Promise<Content | Issue> => {
  try {
    if ((await stat(file)).size > MAX_FILE_BYTES)
      return { file, line: 1, column: 1, path: '', message: 'is larger than 4 MiB: write its parts into several files' }
    const bytes = await readFile(file)
    const text = decode(bytes)
    return text === null ? { file, ...firstBadByte(bytes), path: '' } : { file, name, text }
  } catch {
    return { file, line: 0, path: '', message: CANNOT_BE_READ }
  }
}

/** The text without a byte order mark; null for what is not UTF-8. */
const decode = (bytes: Uint8Array): string | null => {
  try {
    return bytes.includes(0) ? null : new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return null
  }
}

/** Where bytes stop being UTF-8, and what they seem to be. UTF-16 has a mark in front, or a zero byte in each ASCII character. */
const firstBadByte = (bytes: Buffer): { readonly line: number; readonly column: number; readonly message: string } => {
  if (bytes.includes(0)) return { line: 1, column: 1, message: `is UTF-16 or no text at all: ${FORM}` }
  let line = 1
  for (let from = 0; from <= bytes.length; line += 1) {
    const end = bytes.indexOf('\n', from)
    const part = bytes.subarray(from, end < 0 ? bytes.length : end)
    const column = decode(part) === null ? part.toString('utf8').indexOf('\ufffd') + 1 : 0
    if (column > 0 || end < 0)
      return { line, column: Math.max(1, column), message: `holds a character that is not UTF-8: ${FORM}` }
    from = end + 1
  }
  return { line, column: 1, message: `is not UTF-8: ${FORM}` }
}
