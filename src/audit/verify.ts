import type { KeyObject } from 'node:crypto'
import { hashLine, isSignedBy } from './chain.js'

/** `line` counts from 1 over all files. */
export type AuditProblem = {
  readonly line: number
  readonly kind: 'unreadable' | 'removed' | 'reordered' | 'altered' | 'signature' | 'head' | 'tail' | 'expected'
}

export type AuditReport = {
  readonly lines: number
  readonly signed: number
  /** Lines after the last signed one: chained, but not vouched for yet. */
  readonly unsigned: number
  readonly head: { readonly seq: number; readonly hash: string }
  readonly problems: readonly AuditProblem[]
}

export type VerifyOptions = {
  /** The log is still being written: it need not end with a closing line. */
  readonly isOpen?: boolean
  /** A line that was seen elsewhere (in the process log, say) and must be in the chain. */
  readonly expected?: { readonly seq: number; readonly hash: string }
}

const SIGNED_KINDS: ReadonlySet<unknown> = new Set(['open', 'start', 'checkpoint', 'close'])

type Line = { readonly seq: number; readonly prev: string; readonly kind: string }

const parse = (text: string): Line | null => {
  try {
    const { seq, prev, kind } = JSON.parse(text) as Partial<Line>
    return Number.isSafeInteger(seq) && typeof prev === 'string' && typeof kind === 'string'
      ? { seq: seq as number, prev, kind }
      : null
  } catch {
    return null
  }
}

/**
 * Checks the lines of one log, rotated files in order: every line is there, in order, as it was written, signed where it must be.
 * The first line must open a file; unless `isOpen`, the last must close the log. Reads each line once, in constant memory.
 */
export const verifyAudit = async (
  lines: AsyncIterable<string> | Iterable<string>,
  key: KeyObject,
  { isOpen = false, expected }: VerifyOptions = {},
): Promise<AuditReport> => {
  const problems: AuditProblem[] = []
  let count = 0
  let signed = 0
  let unsigned = 0
  let before: { seq: number; hash: string } | null = null
  let lastKind = ''
  let wasExpectedSeen = expected === undefined
  for await (const text of lines) {
    count += 1
    const report = (kind: AuditProblem['kind']) => problems.push({ line: count, kind })
    const line = parse(text)
    if (line === null) {
      report('unreadable')
      continue
    }
    const hash = hashLine(text)
    if (before === null) {
      if (line.kind !== 'open' || (line.seq === 1) !== (line.prev === '')) report('head')
    } else if (line.seq > before.seq + 1) report('removed')
    else if (line.seq < before.seq + 1) report('reordered')
    else if (line.prev !== before.hash) report('altered')
    unsigned += 1
    if (SIGNED_KINDS.has(line.kind)) {
      if (!isSignedBy(text, key)) report('signature')
      else {
        signed += 1
        unsigned = 0
      }
    }
    if (expected?.seq === line.seq) {
      wasExpectedSeen = true
      if (expected.hash !== hash) report('expected')
    }
    before = { seq: line.seq, hash }
    lastKind = line.kind
  }
  if (!isOpen && lastKind !== 'close') problems.push({ line: count, kind: 'tail' })
  if (!wasExpectedSeen) problems.push({ line: count, kind: 'expected' })
  return { lines: count, signed, unsigned, head: before ?? { seq: 0, hash: '' }, problems }
}
