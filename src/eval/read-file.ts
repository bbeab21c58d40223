import { readFileSync } from 'node:fs'
import { type GoldRecord, type GoldValue, type LabelledSpan, readGoldLine, readObject, readSpans } from './gold.js'

export type GoldFile = { readonly records: readonly GoldRecord[]; readonly values: readonly GoldValue[] }
type Problem = { readonly line: number; readonly message: string }
type Read<Content> = Content | { readonly problem: Problem }

/** Lines that hold something, with their numbers from 1; null for a file that cannot be read. */
const linesOf = (path: string): { readonly line: string; readonly number: number }[] | null => {
  try {
    const lines = readFileSync(path, 'utf8').split('\n')
    return lines.map((line, at) => ({ line, number: at + 1 })).filter(({ line }) => line.trim() !== '')
  } catch {
    return null
  }
}

const UNREADABLE: { readonly problem: Problem } = { problem: { line: 0, message: 'cannot be read' } }

/** Reads a labelled file, or names the first line that is not labelled text. */
export const readGold = (path: string): Read<GoldFile> => {
  const lines = linesOf(path)
  if (lines === null) return UNREADABLE
  const records: GoldRecord[] = []
  const values: GoldValue[] = []
  for (const { line, number } of lines) {
    const read = readGoldLine(line)
    if ('problem' in read) return { problem: { line: number, message: read.problem } }
    if ('record' in read) records.push(read.record)
    else values.push(read.value)
  }
  return { records, values }
}

/** Reads `{"id","spans"}` lines of another detector: spans by id. */
export const readPredictions = (path: string): Read<ReadonlyMap<string, readonly LabelledSpan[]>> => {
  const lines = linesOf(path)
  if (lines === null) return UNREADABLE
  const spansOf = new Map<string, readonly LabelledSpan[]>()
  for (const { line, number } of lines) {
    const object = readObject(line)
    const spans = readSpans(object?.spans)
    if (object === null || object.id === undefined || typeof spans === 'string')
      return { problem: { line: number, message: 'is not {"id","spans":[{"s","e","label"}]}' } }
    spansOf.set(String(object.id), spans)
  }
  return spansOf
}
