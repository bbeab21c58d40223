import {
  brotliCompressSync,
  brotliDecompressSync,
  deflateRawSync,
  deflateSync,
  gunzipSync,
  gzipSync,
  inflateRawSync,
  inflateSync,
} from 'node:zlib'
import { decompress } from 'fzstd'
import { zstdFrame } from '../support/zstd.js'

type Coder = { readonly encode: (bytes: Buffer) => Buffer; readonly decode: (bytes: Buffer) => Buffer }

const IDENTITY: Coder = { encode: (bytes) => bytes, decode: (bytes) => bytes }

/** Deflate is read as what its first nibble says: a changed byte may make either form of the other. */
const inflate = (bytes: Buffer): Buffer => ((bytes[0] ?? 0) % 16 === 8 ? inflateSync(bytes) : inflateRawSync(bytes))

const CODERS: Readonly<Record<string, Coder>> = {
  gzip: { encode: (bytes) => gzipSync(bytes, { level: 1 }), decode: (bytes) => gunzipSync(bytes) },
  br: {
    encode: (bytes) => brotliCompressSync(bytes, { params: { 1: 1 } }),
    decode: (bytes) => brotliDecompressSync(bytes),
  },
  deflate: { encode: (bytes) => deflateSync(bytes), decode: inflate },
  Deflate: { encode: (bytes) => deflateRawSync(bytes), decode: inflate },
  // Node 20 makes no zstd: a frame of uncompressed blocks, as RFC 8878 has it.
  zstd: {
    encode: (bytes) => zstdFrame([bytes.subarray(0, bytes.length >> 1), bytes.subarray(bytes.length >> 1)]),
    decode: (bytes) => Buffer.from(decompress(bytes)),
  },
}

const codersOf = (encoding: string): Coder[] => encoding.split(', ').map((name) => CODERS[name] ?? IDENTITY)

/** `bytes` in the codings of a Content-Encoding, the first one first. */
export const encoded = (encoding: string, bytes: Buffer): Buffer =>
  codersOf(encoding).reduce((coded, { encode }) => encode(coded), bytes)

/** What coded bytes stand for, found out without the product's code; null where they stand for nothing. */
export const decoded = (encoding: string, bytes: Buffer): Buffer | null => {
  try {
    return codersOf(encoding).reduceRight((coded, { decode }) => decode(coded), bytes)
  } catch {
    return null
  }
}
