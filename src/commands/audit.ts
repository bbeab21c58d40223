import { createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { createReadStream, readFileSync, statSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { type AuditProblem, verifyAudit } from '../audit/verify.js'
import { EXIT, type Shell } from './shell.js'

export type AuditVerifyOptions = {
  /** Rotated files in order, the newest last. */
  readonly files: readonly string[]
  readonly keyFile: string
  readonly isOpen: boolean
  /** `SEQ:HASH` of a line that must be there. */
  readonly expected: string | undefined
}

const EXPECTED = /^(\d{1,15}):([A-Za-z0-9_-]{43})$/
const MAX_SHOWN = 20

const MEANINGS: Readonly<Record<AuditProblem['kind'], string>> = {
  unreadable: 'is not a line of an audit log',
  removed: 'does not follow the line before it: lines are missing',
  reordered: 'has a number that was used before: lines were moved or repeated',
  altered: 'does not hold the hash of the line before it: one of the two was altered',
  signature: 'has no valid signature of this key: it or a line before it was altered',
  head: 'is not the beginning of a file: lines before it are missing',
  tail: 'is the last one and does not close the log: lines after it are missing, or the log is still open (--open)',
  expected: 'is not the line that was expected: the log was cut or replaced',
}

const readPublicKey = (file: string): KeyObject | null => {
  try {
    // Of a private key it takes the public half.
    const key = createPublicKey(readFileSync(file))
    return key.asymmetricKeyType === 'ed25519' ? key : null
  } catch {
    return null
  }
}

async function* linesOf(files: readonly string[]): AsyncGenerator<string> {
  for (const file of files) yield* createInterface({ input: createReadStream(file), crlfDelay: 0 })
}

const isFile = (file: string): boolean => statSync(file, { throwIfNoEntry: false })?.isFile() === true

/** Checks an audit log. Exit code 0 when every line is as it was written, 1 when not, with the lines in question. */
export const runAuditVerify = async (options: AuditVerifyOptions, { stdout, stderr }: Shell): Promise<number> => {
  const key = readPublicKey(options.keyFile)
  const match = EXPECTED.exec(options.expected ?? '')
  if (key === null || (options.expected !== undefined && match === null)) {
    stderr.write(
      key === null
        ? '--key is no file with an Ed25519 key in PEM: name what coatcheck keys audit printed\n'
        : '--expect must be SEQ:HASH, as the process log names them (audit_checkpoint)\n',
    )
    return EXIT.configuration
  }
  const missing = options.files.filter((file) => !isFile(file))
  if (missing.length > 0) {
    for (const file of missing) stderr.write(`${file}: cannot be read: name the files of the log, oldest first\n`)
    return EXIT.configuration
  }
  const expected = match === null ? {} : { expected: { seq: Number(match[1]), hash: match[2] ?? '' } }
  const report = await verifyAudit(linesOf(options.files), key, { isOpen: options.isOpen, ...expected }).catch(
    () => null,
  )
  if (report === null) {
    stderr.write('a file cannot be read\n')
    return EXIT.failed
  }
  for (const { line, kind } of report.problems.slice(0, MAX_SHOWN)) stderr.write(`line ${line} ${MEANINGS[kind]}\n`)
  if (report.problems.length > MAX_SHOWN) stderr.write(`… ${report.problems.length} problems in all\n`)
  const { lines, signed, unsigned, head } = report
  const verdict = report.problems.length === 0 ? 'The log is as it was written' : 'The log is not as it was written'
  stdout.write(
    `${verdict}: ${lines} lines, ${signed} signed, ${unsigned} after the last signature; head ${head.seq}:${head.hash}\n`,
  )
  return report.problems.length === 0 ? EXIT.ok : EXIT.failed
}

/** Prints a new signing key for `audit.key_file`, and its public half for whoever verifies. */
export const runKeysAudit = ({ stdout, stderr }: Shell): number => {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  stdout.write(privateKey.export({ type: 'pkcs8', format: 'pem' }).toString())
  stderr.write(publicKey.export({ type: 'spki', format: 'pem' }).toString())
  return EXIT.ok
}
