import type { Transform } from 'node:stream'
import * as zlib from 'node:zlib'
import { GatewayError } from '../errors.js'
import { createByteStore } from './byte-store.js'
import { createZstdDecoder, createZstdStream } from './zstd.js'

export type Coding = 'gzip' | 'br' | 'deflate' | 'zstd'

const CODINGS: ReadonlyMap<string, Coding> = new Map([
  ['gzip', 'gzip'],
  ['x-gzip', 'gzip'],
  ['br', 'br'],
  ['deflate', 'deflate'],
  ['zstd', 'zstd'],
])
/** More than anyone sends; each one costs a pass. */
const MAX_CODINGS = 4

/** Codings of a Content-Encoding value in the order in which they were applied; undefined when one is unknown. */
export const parseCodings = (header: string): readonly Coding[] | undefined => {
  const codings: Coding[] = []
  for (const item of header.split(',')) {
    const name = item.trim().toLowerCase()
    if (name === '' || name === 'identity') continue
    const coding = CODINGS.get(name)
    if (coding === undefined || codings.length === MAX_CODINGS) return undefined
    codings.push(coding)
  }
  return codings
}

/** "deflate" means the zlib format (RFC 9110 section 8.4.1.2), but raw deflate is also seen: the first nibble tells them apart. */
const isZlibFormat = (firstByte: number) => (firstByte & 0x0f) === 8

/** Node has zstd from 22.15 and 23.8 on; the types in use describe an older one. */
type NativeZstd = {
  readonly createZstdDecompress?: (options: { params: Record<number, number> }) => Transform
  readonly zstdDecompressSync?: (bytes: Buffer) => Buffer
  readonly constants: Readonly<Record<string, number>>
}
const native = zlib as unknown as NativeZstd
/** A frame that ends behind its header. */
const CUT_FRAME = Buffer.from('28b52ffd0038', 'hex')

/** Node 22 takes a frame that is cut short for a whole one: a body would go on without its end. Then the library serves. */
const isNativeSound = (): boolean => {
  try {
    native.zstdDecompressSync?.(CUT_FRAME)
    return false
  } catch {
    return true
  }
}
const createNative = isNativeSound() ? native.createZstdDecompress : undefined

/** RFC 9659: 8 MB. */
const MAX_WINDOW_LOG = 23

const zstdStream = (): Transform =>
  createNative?.({ params: { [native.constants.ZSTD_d_windowLogMax ?? 100]: MAX_WINDOW_LOG } }) ?? createZstdStream()

const streamOf = (coding: Coding, firstByte: number | undefined): Transform => {
  switch (coding) {
    case 'gzip':
      return zlib.createGunzip()
    case 'br':
      return zlib.createBrotliDecompress()
    case 'deflate':
      return firstByte === undefined || isZlibFormat(firstByte) ? zlib.createInflate() : zlib.createInflateRaw()
    case 'zstd':
      return zstdStream()
  }
}

/** Two ends of a chain: write coded bytes to `input`, read decoded ones from `output`. Often they are one stream. */
export type StreamDecoder = { readonly input: Transform; readonly output: Transform }

/** Returns a decoder that gives out what each chunk yields. `onError` hears of the first stream of the chain that fails. */
export const createStreamDecoder = (
  codings: readonly Coding[],
  firstByte: number | undefined,
  onError: () => void,
): StreamDecoder => {
  const streams = codings.toReversed().map((coding, i) => streamOf(coding, i === 0 ? firstByte : undefined))
  for (const [i, stream] of streams.entries()) {
    stream.on('error', onError)
    const next = streams[i + 1]
    if (next !== undefined) stream.pipe(next)
  }
  return { input: streams[0]!, output: streams.at(-1)! }
}

const decodeOne = (bytes: Buffer, coding: Coding, maxBytes: number): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const store = createByteStore(maxBytes)
    const stream = streamOf(coding, bytes[0])
    stream.on('data', (part: Buffer) => {
      if (store.append(part)) return
      stream.destroy()
      reject(new GatewayError('body_too_large'))
    })
    stream.on('end', () => resolve(store.toBuffer()))
    stream.on('error', () => reject(new GatewayError('body_encoding_broken')))
    stream.end(bytes)
  })

const decodeZstd = (bytes: Buffer, maxBytes: number): Buffer => {
  const store = createByteStore(maxBytes)
  const decoder = createZstdDecoder((block) => {
    if (!store.append(block)) throw new GatewayError('body_too_large')
  })
  try {
    decoder.push(bytes)
    decoder.end()
  } catch (error) {
    throw error instanceof GatewayError ? error : new GatewayError('body_encoding_broken')
  }
  return store.toBuffer()
}

/**
 * Undoes the codings, the last one first. Output is counted while it is made: a bomb stops at the limit.
 * @throws GatewayError `body_too_large`, `body_encoding_broken`
 */
export const decodeBody = async (body: Buffer, codings: readonly Coding[], maxBytes: number): Promise<Buffer> => {
  let bytes = body
  for (const coding of codings.toReversed()) {
    bytes =
      coding === 'zstd' && createNative === undefined
        ? decodeZstd(bytes, maxBytes)
        : await decodeOne(bytes, coding, maxBytes)
  }
  return bytes
}
