import {
  createRestorerSource,
  type Inspection,
  type Introduced,
  type Issued,
  NOTHING_RESTORED,
  type RestoreStats,
  type UrlPolicy,
} from '../pseudonyms/restore.js'
import type { BodyTransform } from '../types.js'
import { type BodyKind, needsMoreBytes, sniffKind } from './body-kind.js'
import { ANY_ANSWER } from './generic-answer.js'
import { createArrayStream } from './json-array.js'
import { createJsonStream, type TextTransform } from './json-stream.js'
import { createNdjsonStream } from './ndjson.js'
import type { AnswerShape, ChannelSource } from './restore-channel.js'
import { createSseStream } from './sse.js'

export type { Inspection, Introduced, Issued, RestoreStats }
export { type BodyKind, needsMoreBytes, sniffKind }

/** `maxEventBytes` bounds one event or line of a stream (10 MiB when absent). With an `inspection` texts are looked through. */
export type RestoreOptions = AnswerShape &
  UrlPolicy & { readonly maxEventBytes?: number; readonly inspection?: Inspection | null }

export type BodyRestorer = BodyTransform & {
  /** Live counts; final after `end()`. */
  readonly stats: RestoreStats
}

/** `stats` are those of the inner restorer, once the kind is known. */
export type SniffingRestorer = BodyTransform & { readonly stats: () => RestoreStats }

const NO_BYTES = Buffer.alloc(0)

const createTextStream = (source: ChannelSource): TextTransform => {
  if (source.isEmpty) return { push: (text) => text, end: () => '' }
  const channel = source.open({ depth: 0, bare: true })
  return { push: (text) => channel.push(text, false), end: () => channel.push('', true) }
}

/** A JSON array as a stream of its elements, any other JSON as one body: the first byte tells. */
const createEitherStream = (source: ChannelSource, options: RestoreOptions): TextTransform => {
  let inner: TextTransform | null = null
  return {
    push: (text) => {
      if (inner === null && text.trimStart() === '') return text
      inner ??= text.trimStart().startsWith('[')
        ? createArrayStream(source, options, options.maxEventBytes)
        : createJsonStream(source, options)
      return inner.push(text)
    },
    end: () => inner?.end() ?? '',
  }
}

const createTextTransform = (kind: Exclude<BodyKind, 'binary'>, source: ChannelSource, options: RestoreOptions) => {
  switch (kind) {
    case 'json':
      return options.arrayStreams ? createEitherStream(source, options) : createJsonStream(source, options)
    case 'sse':
      return createSseStream(source, options, options.maxEventBytes)
    case 'ndjson':
      return createNdjsonStream(source, options, options.maxEventBytes)
    case 'text':
      return createTextStream(source)
  }
}

/**
 * Restores one body as it streams: memory is bounded by one event, what is held back by one token. Bytes that are no
 * token leave as they came. With nothing issued it only watches for a thread id. May throw `upstream_invalid` (an event
 * is too long): what was returned before then must not be ended as if it were whole.
 */
export const createBodyRestorer = (
  kind: Exclude<BodyKind, 'binary'>,
  issued: Issued,
  options: RestoreOptions,
): BodyRestorer => {
  const source = createRestorerSource(issued, options, options.inspection)
  const transform = createTextTransform(kind, source, options)
  return {
    push: (chunk) => {
      const text = chunk.toString('latin1')
      const restored = transform.push(text)
      // Identity, not equality: an untouched chunk costs no copy.
      if (restored === text) return chunk
      return restored === '' ? NO_BYTES : Buffer.from(restored, 'latin1')
    },
    end: () => {
      const rest = transform.end()
      return rest === '' ? NO_BYTES : Buffer.from(rest, 'latin1')
    },
    stats: source.stats,
  }
}

/** As `createBodyRestorer`, of a kind that is sniffed as soon as the bytes allow; at most 512 of them wait for it. */
export const createSniffingRestorer = (
  contentType: string | undefined,
  issued: Issued,
  options: RestoreOptions,
): SniffingRestorer => {
  let waiting: Buffer = NO_BYTES
  let inner: (BodyTransform & { readonly stats?: RestoreStats }) | null = null
  const settle = () => {
    const kind = sniffKind(contentType, waiting)
    inner = kind === 'binary' ? PASS : createBodyRestorer(kind, issued, options)
    const first = waiting
    waiting = NO_BYTES
    return inner.push(first)
  }
  return {
    push: (chunk) => {
      if (inner) return inner.push(chunk)
      waiting = waiting.length === 0 ? chunk : Buffer.concat([waiting, chunk])
      return needsMoreBytes(contentType, waiting) ? NO_BYTES : settle()
    },
    end: () => {
      const first = inner ? NO_BYTES : settle()
      const rest = inner?.end() ?? NO_BYTES
      if (first.length === 0) return rest
      return rest.length === 0 ? first : Buffer.concat([first, rest])
    },
    // No getter: an object literal with one has a hidden class of its own in every call, all of them in the old generation.
    stats: () => inner?.stats ?? NOTHING_RESTORED,
  }
}

const PASS: BodyTransform = { push: (chunk) => chunk, end: () => NO_BYTES }

/** What the restore endpoint answers: `unresolved` are placeholders that stayed, each once. */
export type Restored<T> = { readonly unresolved: readonly string[] } & T

const restoreDocument = (json: string, issued: Issued, options: RestoreOptions) => {
  const source = createRestorerSource(issued, options)
  const stream = createJsonStream(source, { shape: ANY_ANSWER })
  const bytes = stream.push(Buffer.from(json).toString('latin1')) + stream.end()
  const unresolved = [...source.stats.unresolvedNames].map((name) => `<${name}>`)
  return { value: JSON.parse(Buffer.from(bytes, 'latin1').toString()) as unknown, unresolved }
}

/** A plain text with its originals. Through JSON, so that lone surrogates survive. */
export const restoreText = (text: string, issued: Issued, options: RestoreOptions): Restored<{ text: string }> => {
  const { value, unresolved } = restoreDocument(JSON.stringify(text), issued, options)
  return { text: value as string, unresolved }
}

/** A JSON value with its originals in all strings and member names, structural ones too. */
export const restoreJson = (value: unknown, issued: Issued, options: RestoreOptions): Restored<{ json: unknown }> => {
  const { value: json, unresolved } = restoreDocument(JSON.stringify(value) ?? 'null', issued, options)
  return { json, unresolved }
}
