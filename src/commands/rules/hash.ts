import { randomBytes } from 'node:crypto'
import { hashTerm, termWords } from '../../detect/terms.js'
import { EXIT, type Shell } from '../shell.js'

const SALT_BYTES = 24
const MAX_WORDS = 6

/** Reads terms from stdin, one a line, and prints the `hashed` part of a list. The terms appear nowhere. */
export const runHash = async (shell: Shell): Promise<number> => {
  if (shell.stdin.isTTY === true)
    shell.stderr.write('Type one term a line. Then press Ctrl-D; on Windows Ctrl-Z and Enter.\n')
  const chunks: Buffer[] = []
  for await (const chunk of shell.stdin) chunks.push(Buffer.from(chunk))
  const terms = Buffer.concat(chunks)
    .toString('utf8')
    .split('\n')
    .map((line) => termWords(line).map(({ folded }) => folded))
    .filter((words) => words.length > 0)
  const tooLong = terms.findIndex((words) => words.length > MAX_WORDS)
  if (terms.length === 0 || tooLong >= 0) {
    shell.stderr.write(
      terms.length === 0 ? 'write one term a line\n' : `term ${tooLong + 1} has more than ${MAX_WORDS} words\n`,
    )
    return EXIT.failed
  }
  const salt = randomBytes(SALT_BYTES).toString('base64url')
  const most = Math.max(...terms.map(({ length }) => length))
  const values = terms.map((words) => `        - ${hashTerm(salt, words)}`)
  shell.stdout.write(
    ['    hashed:', `      salt: ${salt}`, `      words: ${most}`, '      values:', ...values, ''].join('\n'),
  )
  return EXIT.ok
}
