import { createHmac, randomBytes } from 'node:crypto'

/**
 * What is learnt of one request while it is handled. Handlers write it, it is read when the request ends. It has a place for ids,
 * names of the configuration, counts and codes, and none for a value (an allow list: nothing else is ever serialised).
 */
export type AuditDraft = {
  readonly id: string
  readonly atMs: number
  readonly route: string
  tenant: string | null
  /** As the path or body names it. */
  space: string | null
  thread: string | null
  policy: string | null
  /** Digest of the rules in force. */
  readonly rules: string
  guard: string | null
  entities: ReadonlyMap<string, number>
  operators: ReadonlyMap<string, number>
  restored: number
  unresolved: number
  status: number
  /** How it ended: `complete`, `client_gone`, `upstream_cut`, `failed`, or the code of the error. */
  outcome: string
  /** True once a record of it stands in the log, before it was forwarded. */
  isIntended: boolean
}

const NONE: ReadonlyMap<string, number> = new Map()
/** What an id of a space looks like. Anything else is hashed: a path can hold an e-mail address. */
const SPACE_ID = /^[A-Za-z0-9_-]{1,40}$/
const MANY_DIGITS = /\d{7}/
const HASH_LENGTH = 22

/** Returns a maker of drafts. Ids are unique over restarts; hashes of threads are keyed. */
export const createRecorder = (hashKey: string | undefined) => {
  const key = hashKey ?? randomBytes(32)
  const prefix = randomBytes(6).toString('base64url')
  let count = 0
  const hashOf = (...parts: readonly string[]): string => {
    const mac = createHmac('sha256', key).update('audit')
    for (const part of parts) mac.update('\0').update(part)
    return mac.digest('base64url').slice(0, HASH_LENGTH)
  }
  const spaceOf = (space: string | null): string | null =>
    space === null || space === '' || (SPACE_ID.test(space) && !MANY_DIGITS.test(space))
      ? space
      : `hash:${hashOf(space)}`

  const start = ({ route, rules, atMs }: Pick<AuditDraft, 'route' | 'rules' | 'atMs'>): AuditDraft => {
    count += 1
    return {
      id: `${prefix}${count.toString(36)}`,
      atMs,
      route,
      tenant: null,
      space: null,
      thread: null,
      policy: null,
      rules,
      guard: null,
      entities: NONE,
      operators: NONE,
      restored: 0,
      unresolved: 0,
      status: 0,
      outcome: 'unknown',
      isIntended: false,
    }
  }

  /** What is known before a request is forwarded: members of a JSON object, without braces. */
  const facts = (draft: AuditDraft): string => {
    const { tenant, space, thread } = draft
    const place = {
      at: new Date(draft.atMs).toISOString(),
      id: draft.id,
      tenant,
      space: spaceOf(space),
      thread: thread === null ? null : hashOf(tenant ?? '', space ?? '', thread),
      route: draft.route,
      policy: draft.policy,
      rules: draft.rules,
      guard: draft.guard,
      entities: Object.fromEntries(draft.entities),
      operators: Object.fromEntries(draft.operators),
    }
    return JSON.stringify(place).slice(1, -1)
  }

  /** How it ended. `nowMs` is the time of its end. */
  const ending = ({ outcome, status, restored, unresolved, atMs }: AuditDraft, nowMs: number): string =>
    JSON.stringify({ outcome, status, restored, unresolved, ms: Math.max(0, Math.round(nowMs - atMs)) }).slice(1, -1)

  return { start, facts, ending }
}

export type Recorder = ReturnType<typeof createRecorder>
