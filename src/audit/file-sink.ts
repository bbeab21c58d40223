import { type FileHandle, mkdir, open, rename } from 'node:fs/promises'
import { dirname } from 'node:path'
import { hashLine } from './chain.js'
import type { AuditSink } from './sink.js'

/** Longer than the longest line, which names each entity type at most once. */
const TAIL_BYTES = 256 * 1024
const FILE_MODE = 0o600
const SEQ_DIGITS = 12

/** The end of a file: its last whole line, and the size up to and with that line. Null for a file without a whole line. */
const readTail = async (
  file: FileHandle,
  size: number,
): Promise<{ readonly line: string; readonly bytes: number } | null> => {
  const length = Math.min(size, TAIL_BYTES)
  const buffer = Buffer.alloc(length)
  await file.read(buffer, 0, length, size - length)
  const end = buffer.lastIndexOf(0x0a)
  if (end === -1) return null
  const begin = end === 0 ? -1 : buffer.lastIndexOf(0x0a, end - 1)
  return { line: buffer.toString('utf8', begin + 1, end), bytes: size - length + end + 1 }
}

const seqOf = (line: string): number => {
  const { seq } = JSON.parse(line) as { seq?: unknown }
  if (!Number.isSafeInteger(seq)) throw new TypeError('not an audit log')
  return seq as number
}

type End = { readonly resumed: AuditSink['resumed']; readonly bytes: number }

/** Where the lines of an earlier run end; half a line after them is cut off. */
const readEnd = async (file: FileHandle): Promise<End> => {
  const { size } = await file.stat()
  if (size === 0) return { resumed: null, bytes: 0 }
  const tail = await readTail(file, size)
  if (tail === null && size >= TAIL_BYTES) throw new TypeError('not an audit log')
  const bytes = tail?.bytes ?? 0
  const state = tail === null ? null : { seq: seqOf(tail.line), prev: hashLine(tail.line) }
  // Only what is torn: a pipe has nothing to cut, and refuses to be cut.
  if (bytes < size) await file.truncate(bytes)
  return { resumed: state === null ? null : { state, tornBytes: size - bytes }, bytes }
}

/**
 * Appends to a file, and goes on where an earlier run ended: half a line that a crash left is cut off. Readable by its owner only.
 * One process writes a file. Lines are in the page cache when `write` resolves: they outlive the process, not the machine.
 * @throws when the file cannot be opened or is not an audit log.
 */
export const openFileSink = async (path: string, maxBytes: number): Promise<AuditSink> => {
  await mkdir(dirname(path), { recursive: true })
  let file = await open(path, 'a+', FILE_MODE)
  const { resumed, bytes } = await readEnd(file).catch(async (error: unknown) => {
    await file.close()
    throw error
  })
  let size = bytes
  return {
    resumed,
    write: async (text) => {
      const bytes = Buffer.from(text)
      try {
        for (let at = 0; at < bytes.length; ) at += (await file.write(bytes, at)).bytesWritten
        size += bytes.length
      } catch (error) {
        await file.truncate(size).catch(() => {})
        throw error
      }
    },
    isFull: () => size >= maxBytes,
    rotate: async (lastSeq) => {
      // The new file first: where none can be had, the old one goes on.
      const next = await open(`${path}.next`, 'w+', FILE_MODE)
      await rename(path, `${path}.${String(lastSeq).padStart(SEQ_DIGITS, '0')}`)
      await rename(`${path}.next`, path)
      await file.close()
      file = next
      size = 0
    },
    close: () => file.close(),
  }
}
