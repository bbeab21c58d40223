/** The plain data that crosses a stage border. Offsets are UTF-16 code units unless a name says otherwise. */

/** Text found in a body. `pointer` is RFC 6901 and names the member; `isKey` says that the text is the member's name. */
export type Segment = {
  readonly pointer: string
  readonly text: string
  readonly isKey: boolean
  /** Name of the nearest JSON member, used as a context word. Empty when there is none. */
  readonly hint: string
}

/** How likely a finding is: very_unlikely 0, unlikely 1, possible 2, likely 3, very_likely 4. */
export type Likelihood = 0 | 1 | 2 | 3 | 4

/** Half-open [start,end) in UTF-16 code units of `Segment.text`. `score` is the likelihood. */
export type Finding = {
  readonly rule: string
  readonly entity: string
  readonly start: number
  readonly end: number
  readonly score: number
}

/** What happens to a finding. Strictness grows from left to right. */
export type Operator = 'allow' | 'pseudonymise' | 'surrogate' | 'hash' | 'mask' | 'redact' | 'block'

/** Accepted findings: sorted by start, pairwise disjoint, with the operator that the policy chose. */
export type Span = Finding & { readonly operator: Operator }

/** Finds personal data in one text. Synchronous, linear in the text's length; throws only on a defect (fail closed). */
export type Detect = (text: string, hint: string) => readonly Finding[]

/** Comparable identity of a value of one entity type: equal keys share one placeholder (contract section 3). */
export type Identify = (entity: string, value: string) => string

/** One placeholder and what stands behind it. `token` has no brackets: `EMAIL_1`. */
export type MapEntry = {
  readonly token: string
  readonly entity: string
  readonly key: string
  /** The surface form that is restored. */
  readonly value: string
}

/** What is known of one thread (or one request): an immutable snapshot, so a response keeps its view while the thread moves on. */
export type ThreadMap = {
  /** By token without brackets. */
  readonly entries: ReadonlyMap<string, MapEntry>
  /** Token to issue, by `identityOf`. */
  readonly tokenOf: ReadonlyMap<string, string>
  /** Highest number taken, by entity. */
  readonly highWater: ReadonlyMap<string, number>
}

/** Replaced text: where it was in the caller's text and where its replacement is in the upstream's. */
export type Replacement = {
  readonly pointer: string
  readonly isKey: boolean
  readonly entity: string
  readonly rule: string
  readonly score: number
  readonly operator: Operator
  /** Token without brackets; empty for irreversible operators. */
  readonly token: string
  readonly source: { readonly start: number; readonly end: number }
  readonly target: { readonly start: number; readonly end: number }
}

/** The organisation that a caller belongs to, from its credential and never from a header that it can choose; null where there is none. */
export type Tenant = string | null

/** Who asks: stable id of the authenticated credential, led by its tenant, or a keyed hash of what was presented; null scopes all to the request. */
export type Caller = string | null

/** One problem of a configuration or rule file. `line` and `column` are 1-based, 0 when unknown; `path` is dotted. Never holds a value. */
export type Issue = {
  readonly file: string
  readonly line: number
  readonly column?: number
  readonly path: string
  readonly message: string
}

/** A synchronous rewrite of a body as it streams. Each call returns the bytes that are certain (possibly none). */
export type BodyTransform = {
  readonly push: (chunk: Buffer) => Buffer
  readonly end: () => Buffer
}

/** Where a policy or an exception holds; an absent list means everywhere. A route may end in `*`. */
export type PlaceMatch = {
  readonly tenants?: readonly string[] | undefined
  readonly spaces?: readonly string[] | undefined
  readonly routes?: readonly string[] | undefined
}

/** A finding that may pass: `allows` is asked with the found text. Ends at `expiresMs` (Unix time). */
export type Exception = {
  readonly id: string
  readonly entities: ReadonlySet<string> | null
  readonly place: PlaceMatch
  readonly expiresMs: number
  readonly allows: (value: string) => boolean
}

/** What one policy says of findings; what it leaves open is ruled by the policy that it extends. */
export type PolicyRuling = {
  readonly id: string
  readonly extends: string | null
  readonly match: PlaceMatch
  readonly mode: 'enforce' | 'shadow' | 'off' | null
  /** Likelihood as a score. */
  readonly minLikelihood: number | null
  readonly jurisdictions: readonly string[] | null
  readonly entities: ReadonlyMap<string, { readonly operator: Operator; readonly minLikelihood: number | null }>
  readonly groups: ReadonlyMap<string, Operator>
  readonly bySeverity: ReadonlyMap<string, Operator>
  readonly defaultOperator: Operator | null
}
