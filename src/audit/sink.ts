import type { ChainState } from './chain.js'

/** Where lines go. Every function rejects when the lines may not be there. */
export type AuditSink = {
  /** Where the chain of an earlier run ended, and how many bytes of a torn last line were cut off. */
  readonly resumed: { readonly state: ChainState; readonly tornBytes: number } | null
  /** Writes whole lines, or nothing: what was written of them in part is taken back. */
  readonly write: (text: string) => Promise<void>
  /** True when the file has reached its size and the next line belongs to a new one. */
  readonly isFull: () => boolean
  /** Starts a new file; the old one is kept under a name with the number of its last line. */
  readonly rotate: (lastSeq: number) => Promise<void>
  readonly close: () => Promise<void>
}
