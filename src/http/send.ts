import type { ServerResponse } from 'node:http'
import type { BodyTransform } from '../types.js'
import { type Coding, createStreamDecoder, type StreamDecoder } from './decode.js'
import { limitLastBytes, limitReading, unlimitReading } from './slow-client.js'

/** Headers for the client (flat list, no framing headers), and what rewrites the body, or null. */
export type ClientHead = {
  readonly headers: readonly string[]
  readonly transform: BodyTransform | null
  /** What must be done before the answer's last byte leaves; null when nothing is. Asked once the whole body has come; never rejects. */
  readonly settled?: () => Promise<void> | null
  /** Fields after the body, asked once it is whole; the answer then has no length. `Trailer` is declared here. */
  readonly trailers?: { readonly names: string; readonly fields: () => [name: string, value: string][] } | null
}

export type SenderOptions = {
  readonly status: number
  readonly head: ClientHead
  /** Codings of the upstream's body; they are undone. */
  readonly codings: readonly Coding[]
  /** Length that the upstream declared, when the bytes pass unchanged. */
  readonly passedBytes: string | undefined
  /** Whether the response has no body by definition (HEAD, 204, 304). */
  readonly bodiless: boolean
  /** For a client that takes nothing; 0 is no limit. */
  readonly sendTimeoutMs: number
  readonly stall: () => void
  readonly flow: () => void
  /** Hears of what fails outside a call: an undecodable body, a head that cannot be written, a transform that throws. */
  readonly onError: (error: unknown) => void
}

/** All of `parts`, which are taken out; null when there are none. */
const joined = (parts: Buffer[]): Buffer | null => {
  const bytes = parts.length > 1 ? Buffer.concat(parts) : (parts[0] ?? null)
  parts.length = 0
  return bytes
}

/** The body cannot be decoded. */
export const UNDECODABLE = new Error('undecodable')

/**
 * Writes one response to a client, straight to the socket's response object. The head waits for the end of the current turn: a
 * response that came in one piece leaves in one piece, with a length; any other head leaves at once. With a coding it waits for the
 * first decoded byte, because until then the answer can still become an error.
 */
export const createSender = (outgoing: ServerResponse, options: SenderOptions) => {
  const { status, head, codings, passedBytes, bodiless, sendTimeoutMs, stall, flow, onError } = options
  const transform = bodiless ? null : head.transform
  const trailers = transform === null ? null : head.trailers
  let decoder: StreamDecoder | null = null
  /** What came in this turn of the event loop: it is rewritten together, because a call for each event costs more than the event. */
  const came: Buffer[] = []
  /** What leaves in the next write. */
  const leaving: Buffer[] = []
  let begun = false
  let dead = false
  let sentBytes = 0
  let stalled = false

  const onDrain = () => {
    stalled = false
    unlimitReading(outgoing, sendTimeoutMs)
    if (decoder === null) flow()
    else decoder.output.resume()
  }
  const pauseSource = () => {
    if (stalled) return
    stalled = true
    limitReading(outgoing, sendTimeoutMs)
    outgoing.once('drain', onDrain)
    if (decoder === null) stall()
    else decoder.output.pause()
  }
  const writeHead = (lengthBytes: number | string | undefined) => {
    const headers = [...head.headers]
    if (trailers) headers.push('trailer', trailers.names)
    else if (lengthBytes !== undefined) headers.push('content-length', String(lengthBytes))
    // Node 20 keeps only the last of several fields when a list meets fields that were set before.
    for (const name of outgoing.getHeaderNames()) {
      for (const value of [outgoing.getHeader(name)].flat()) headers.push(name, String(value))
      outgoing.removeHeader(name)
    }
    outgoing.writeHead(status, headers)
    begun = true
  }
  const emit = (bytes: Buffer) => {
    if (bytes.length === 0) return
    sentBytes += bytes.length
    leaving.push(bytes)
  }
  const rewrite = () => {
    const bytes = joined(came)
    if (bytes !== null) emit(transform === null ? bytes : transform.push(bytes))
  }
  /** Runs at the end of the turn. */
  const flush = () => {
    if (dead) return
    try {
      rewrite()
      const bytes = joined(leaving)
      if (!begun) {
        writeHead(passedBytes)
        if (bytes === null) outgoing.flushHeaders()
      }
      if (bytes !== null && !outgoing.write(bytes)) pauseSource()
    } catch (error) {
      onError(error)
    }
  }
  const push = (chunk: Buffer) => {
    if (came.push(chunk) === 1 && begun) queueMicrotask(flush)
  }
  const finish = () => {
    finishNow()
    limitLastBytes(outgoing, sendTimeoutMs)
  }
  const finishNow = () => {
    const tail = transform?.end()
    if (tail !== undefined) emit(tail)
    const bytes = joined(leaving)
    if (!begun) writeHead(bodiless ? passedBytes : (bytes?.length ?? 0))
    if (trailers) outgoing.addTrailers(trailers.fields())
    if (bytes === null) outgoing.end()
    else outgoing.end(bytes)
  }
  const finishSettled = () => {
    // What has come may name the thread that is to be settled.
    rewrite()
    const pending = head.settled?.() ?? null
    if (pending === null) finish()
    else void pending.then(() => guarded(finish))
  }
  const guarded = (action: () => void) => {
    if (dead) return
    try {
      action()
    } catch (error) {
      onError(error)
    }
  }
  const openDecoder = (firstByte: number | undefined): StreamDecoder => {
    const opened = createStreamDecoder(codings, firstByte, () => {
      if (!dead) onError(UNDECODABLE)
    })
    opened.input.on('drain', flow)
    opened.output.on('data', (chunk: Buffer) =>
      guarded(() => {
        if (!begun) queueMicrotask(flush)
        push(chunk)
      }),
    )
    opened.output.on('end', () => guarded(finishSettled))
    return opened
  }

  if (codings.length === 0) queueMicrotask(flush)

  return {
    /** Takes a chunk of the upstream's body. */
    write: (chunk: Buffer): void => {
      if (codings.length === 0) {
        push(chunk)
        return
      }
      decoder ??= openDecoder(chunk[0])
      if (!decoder.input.write(chunk)) stall()
    },
    end: (): void => {
      if (decoder === null) finishSettled()
      else decoder.input.end()
    },
    /** Writes nothing any more. */
    kill: (): void => {
      dead = true
      decoder?.input.destroy()
    },
    hasBegun: () => begun,
    sentBytes: () => sentBytes,
  }
}

export type Sender = ReturnType<typeof createSender>
