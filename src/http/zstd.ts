import { Transform } from 'node:stream'
import { Decompress } from 'fzstd'

/**
 * Zstandard (RFC 8878) where the runtime has none. The frame structure is walked here so that the decoder sees only whole blocks of
 * checked frames: it allocates whatever window a header names, and moves that window once a block.
 */

/** RFC 9659: the window of a content coding is at most 8 MB. */
const MAX_WINDOW_BYTES = 8 * 1024 * 1024
/** Bound on window moves: about half a second of work. Whole blocks of 128 KiB in an 8 MiB window reach it at 32 MiB of text. */
const MAX_MOVED_BYTES = 2 * 1024 ** 3
const FRAME_MAGIC = 0xfd2fb528
const SKIPPABLE_MAGIC = 0x184d2a50
const BLOCK_HEADER_BYTES = 3
const RLE_BLOCK = 1
const RESERVED_BLOCK = 3

type Frame = { readonly decoder: Decompress; readonly windowBytes: number; readonly checksumBytes: number }

const BROKEN = new Error('zstd data is not valid')

/** Length of the frame header and of the window it asks for, or null when more bytes are needed. */
const readHeader = (bytes: Buffer): { headerBytes: number; windowBytes: number; checksumBytes: number } | null => {
  const flags = bytes[4]!
  const singleSegment = (flags >> 5) & 1
  const dictionaryBytes = [0, 1, 2, 4][flags & 3]!
  const sizeFlag = flags >> 6
  const sizeBytes = sizeFlag === 0 ? singleSegment : 1 << sizeFlag
  const sizeAt = 6 - singleSegment + dictionaryBytes
  if (bytes.length < sizeAt + sizeBytes) return null
  if ((flags & 8) !== 0 || dictionaryBytes !== 0) throw BROKEN
  let windowBytes: number
  if (singleSegment === 1) {
    windowBytes = sizeBytes === 8 ? Number(bytes.readBigUInt64LE(sizeAt)) : bytes.readUIntLE(sizeAt, sizeBytes)
    if (sizeBytes === 2) windowBytes += 256
  } else {
    const base = 2 ** (10 + (bytes[5]! >> 3))
    windowBytes = base + (base / 8) * (bytes[5]! & 7)
  }
  if (windowBytes > MAX_WINDOW_BYTES) throw BROKEN
  return { headerBytes: sizeAt + sizeBytes, windowBytes, checksumBytes: (flags & 4) !== 0 ? 4 : 0 }
}

/** Returns a decoder: `push` hands each decoded block to `onData` at once; `end` throws when a frame is open. Both throw on bad data. */
export const createZstdDecoder = (onData: (block: Uint8Array) => void) => {
  let pending: Buffer = Buffer.alloc(0)
  let frame: Frame | null = null
  let skipBytes = 0
  let movedBytes = 0

  /** Consumes one header, block or skippable part; false when the pending bytes do not hold a whole one. */
  const step = (): boolean => {
    if (skipBytes > 0) {
      const skipped = Math.min(skipBytes, pending.length)
      skipBytes -= skipped
      pending = pending.subarray(skipped)
      return skipped > 0
    }
    return frame === null ? openFrame() : readBlock(frame)
  }
  const openFrame = (): boolean => {
    if (pending.length < 8) return false
    const magic = pending.readUInt32LE(0)
    if ((magic & 0xfffffff0) >>> 0 === SKIPPABLE_MAGIC) {
      skipBytes = pending.readUInt32LE(4)
      pending = pending.subarray(8)
      return true
    }
    if (magic !== FRAME_MAGIC) throw BROKEN
    const header = readHeader(pending)
    if (header === null) return false
    const decoder = new Decompress(onData)
    decoder.push(pending.subarray(0, header.headerBytes))
    pending = pending.subarray(header.headerBytes)
    frame = { decoder, windowBytes: header.windowBytes, checksumBytes: header.checksumBytes }
    return true
  }
  const readBlock = ({ decoder, windowBytes, checksumBytes }: Frame): boolean => {
    if (pending.length < BLOCK_HEADER_BYTES) return false
    const head = pending.readUIntLE(0, 3)
    const isLast = (head & 1) === 1
    const type = (head >> 1) & 3
    if (type === RESERVED_BLOCK) throw BROKEN
    const blockBytes = BLOCK_HEADER_BYTES + (type === RLE_BLOCK ? 1 : head >> 3) + (isLast ? checksumBytes : 0)
    if (pending.length < blockBytes) return false
    movedBytes += windowBytes
    if (movedBytes > MAX_MOVED_BYTES) throw BROKEN
    decoder.push(pending.subarray(0, blockBytes), isLast)
    pending = pending.subarray(blockBytes)
    if (isLast) frame = null
    return true
  }

  return {
    push: (chunk: Uint8Array): void => {
      pending = pending.length === 0 ? Buffer.from(chunk) : Buffer.concat([pending, chunk])
      while (pending.length > 0 && step());
    },
    end: (): void => {
      if (frame !== null || pending.length > 0 || skipBytes > 0) throw BROKEN
    },
  }
}

/** The same as a stream, in the manner of `zlib.createGunzip`. */
export const createZstdStream = (): Transform => {
  const blocks: Uint8Array[] = []
  const decoder = createZstdDecoder((block) => blocks.push(block))
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      try {
        decoder.push(chunk)
        for (const block of blocks) if (block.length > 0) this.push(block)
        blocks.length = 0
        done()
      } catch {
        done(BROKEN)
      }
    },
    flush(done) {
      try {
        decoder.end()
        done()
      } catch {
        done(BROKEN)
      }
    },
  })
}
