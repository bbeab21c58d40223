import { createPrivateKey, type KeyObject } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { stdout } from 'node:process'
import { type Auditor, createAuditor } from './audit/auditor.js'
import { openFileSink } from './audit/file-sink.js'
import type { AuditDraft } from './audit/record.js'
import type { AuditSink } from './audit/sink.js'
import { openStreamSink } from './audit/stream-sink.js'
import type { Config } from './config/schema.js'
import { GatewayError } from './errors.js'
import { toErrorName } from './log.js'
import type { Services } from './services.js'
import type { Turn } from './turn.js'
import type { Issue } from './types.js'

const readKey = (file: string | undefined): KeyObject | null => {
  try {
    const key = createPrivateKey(readFileSync(file ?? ''))
    return key.asymmetricKeyType === 'ed25519' ? key : null
  } catch {
    return null
  }
}

const issue = (path: string, message: string): { readonly issues: readonly Issue[] } => ({
  issues: [{ file: 'configuration', line: 0, path: `audit.${path}`, message }],
})

/** Opens the audit log of the configuration (null where it keeps none), or returns the problems. */
export const openAuditLog = async (
  { audit, hash_key }: Pick<Config, 'audit' | 'hash_key'>,
  { log, metrics }: Pick<Services, 'log' | 'metrics'>,
): Promise<{ readonly auditor: Auditor | null } | { readonly issues: readonly Issue[] }> => {
  if (audit.sink === 'off') return { auditor: null }
  const key = readKey(audit.key_file)
  if (key === null) return issue('key_file', 'is no Ed25519 private key in PEM')
  let sink: AuditSink | undefined
  try {
    sink =
      audit.sink === 'stdout' ? openStreamSink(stdout) : await openFileSink(audit.log_file ?? '', audit.max_file_bytes)
    const auditor = await createAuditor({
      sink,
      key,
      hashKey: hash_key,
      isRequired: audit.required,
      checkpointMs: audit.checkpoint_seconds * 1000,
      timeoutMs: audit.timeout_ms,
      onFailure: (error) => {
        metrics.auditFailed()
        log({ event: 'audit_failed', error: toErrorName(error) })
      },
      onRecovery: () => log({ event: 'audit_recovered' }),
      onDropped: metrics.auditDropped,
      onCheckpoint: ({ seq, prev: hash }) => log({ event: 'audit_checkpoint', seq, hash }),
    })
    return { auditor }
  } catch {
    await sink?.close().catch(() => {})
    return issue('log_file', 'cannot be written, or is no audit log')
  }
}

/** Notes what the guard did, in counts. */
export const noteTurn = (draft: AuditDraft, turn: Turn): void => {
  const operators = new Map<string, number>()
  for (const { operator } of turn.result.replacements) operators.set(operator, (operators.get(operator) ?? 0) + 1)
  draft.entities = turn.result.counts
  draft.operators = operators
  draft.policy = turn.policy.name
  draft.guard = turn.policy.mode
}

/** Notes where a request belongs. */
export const notePlace = (
  draft: AuditDraft,
  { tenant, space, thread }: Pick<AuditDraft, 'tenant' | 'space' | 'thread'>,
): void => {
  draft.tenant = tenant
  draft.space = space
  draft.thread = thread
}

/** Resolves when the request may go on; rejects with GatewayError `audit_failed`, and then nothing may be forwarded. */
export const intend = async ({ audit }: Services, draft: AuditDraft): Promise<void> => {
  try {
    await audit?.intend(draft)
  } catch {
    throw new GatewayError('audit_failed')
  }
}
