import type { Readable } from 'node:stream'
import { type FindSpans, inCodePoints } from './find-spans.js'
import type { Output } from './shell.js'

type LineScanner = (line: string) => string | null

type JsonlOptions = {
  readonly input: Readable
  readonly output: Output
  readonly scanLine: LineScanner
  /** Called for each line that is not `{"id","text"}`; `line` counts from 1. */
  readonly onBadLine: (line: number) => void
  readonly onProgress: (bytes: number, lines: number) => void
}

const NEWLINE = 10
const BAD_LINE = '{"id":null,"spans":[]}\n'

type Record = { readonly id: string | number; readonly text: string }

/** The record of one line; null for anything else. */
export const parseRecord = (line: string): Record | null => {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    return null
  }
  if (typeof value !== 'object' || value === null) return null
  const { id, text } = value as { id?: unknown; text?: unknown }
  if (typeof text !== 'string' || (typeof id !== 'string' && typeof id !== 'number')) return null
  return { id, text }
}

/** Turns one `{"id","text"}` line into one `{"id","spans"}` line with offsets in code points; null for a bad line. */
export const createLineScanner = (find: FindSpans, labelOf: (entity: string) => string): LineScanner =>
  function scanLine(line) {
    const record = parseRecord(line)
    if (record === null) return null
    const spans = inCodePoints(record.text, find(record.text), labelOf)
    return `${JSON.stringify({ id: record.id, spans })}\n`
  }

/**
 * Scans lines as they are read and writes one line for each, in order; a bad line gets `{"id":null,"spans":[]}`.
 * Lines are taken by whole chunks and written by whole chunks: nothing is awaited for a single line.
 * Returns how many lines there were and how many were bad.
 */
export const scanJsonl = async ({ input, output, scanLine, onBadLine, onProgress }: JsonlOptions) => {
  let lines = 0
  let bad = 0
  let bytes = 0
  let carried: Buffer[] = []

  const scanBlock = (block: string): string => {
    let written = ''
    let from = 0
    while (from < block.length) {
      const to = block.indexOf('\n', from)
      const end = to < 0 ? block.length : to
      lines += 1
      const scanned = scanLine(block.slice(from, end))
      if (scanned === null) {
        bad += 1
        onBadLine(lines)
      }
      written += scanned ?? BAD_LINE
      from = end + 1
    }
    return written
  }
  const emit = async (text: string): Promise<void> => {
    if (text !== '' && !output.write(text)) await new Promise<void>((resume) => output.once('drain', resume))
  }

  for await (const chunk of input) {
    const buffer: Buffer = typeof chunk === 'string' ? Buffer.from(chunk) : chunk
    bytes += buffer.length
    const last = buffer.lastIndexOf(NEWLINE)
    if (last < 0) {
      carried.push(buffer)
      continue
    }
    const block = Buffer.concat([...carried, buffer.subarray(0, last + 1)]).toString('utf8')
    carried = [buffer.subarray(last + 1)]
    await emit(scanBlock(block))
    onProgress(bytes, lines)
  }
  await emit(scanBlock(Buffer.concat(carried).toString('utf8')))
  onProgress(bytes, lines)
  return { lines, bad }
}
