import type { KeyObject } from 'node:crypto'
import { type ChainState, createChain } from './chain.js'
import { type AuditDraft, createRecorder } from './record.js'
import type { AuditSink } from './sink.js'
import { createAuditWriter } from './writer.js'

export type AuditorOptions = {
  readonly sink: AuditSink
  readonly key: KeyObject
  readonly hashKey: string | undefined
  /** A request goes on only when a record of it is written. */
  readonly isRequired: boolean
  readonly checkpointMs: number
  readonly timeoutMs: number
  readonly onFailure: (error: unknown) => void
  readonly onRecovery: () => void
  readonly onDropped: (count: number) => void
  readonly onCheckpoint: (state: ChainState) => void
}

const BATCH_MS = 50
const MAX_WAITING = 20_000

/**
 * Returns the audit log of one process. Where it is required, a request has two lines with one `id`: `intent` before it goes on, and
 * `outcome`; elsewhere one line, `request`, when it has ended.
 */
export const createAuditor = async ({ sink, key, hashKey, isRequired, ...options }: AuditorOptions) => {
  const chain = createChain(key, sink.resumed?.state)
  const recorder = createRecorder(hashKey)
  const now = Date.now
  const writer = createAuditWriter({ ...options, chain, sink, batchMs: BATCH_MS, maxWaiting: MAX_WAITING, now })
  await writer.begin()
  return {
    start: (route: string, rules: string): AuditDraft => recorder.start({ route, rules, atMs: now() }),
    /** Resolves when the request may go on; rejects when it may not, because its record is not written. */
    intend: (draft: AuditDraft): Promise<void> | undefined => {
      if (!isRequired) return undefined
      draft.isIntended = true
      return writer.addNow(`"kind":"intent",${recorder.facts(draft)}`)
    },
    finish: (draft: AuditDraft): void => {
      const ending = recorder.ending(draft, now())
      if (!draft.isIntended) writer.add(`"kind":"request",${recorder.facts(draft)},${ending}`)
      else writer.add(`"kind":"outcome","at":"${new Date(now()).toISOString()}","id":"${draft.id}",${ending}`)
    },
    close: writer.close,
  }
}

export type Auditor = Awaited<ReturnType<typeof createAuditor>>
