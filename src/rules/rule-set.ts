import type { Explain } from '../detect/detect.js'
import type { Detect, Exception, Identify, Issue, PolicyRuling } from '../types.js'
import type { EngineName } from './engine.js'
import type { RuleSource } from './schema.js'

/** Rules in force. Replaced as a whole, never changed. */
export type RuleSet = {
  /** `sha256:<hex>` over the names and contents of all rule files. */
  readonly digest: string
  readonly engine: EngineName
  readonly rules: readonly RuleSummary[]
  /** Entity type to its label in the common taxonomy. */
  readonly groups: ReadonlyMap<string, string>
  /** What the rules in force find; rules in shadow left out. */
  readonly detect: Detect
  /** The same with rules in shadow. */
  readonly observe: Detect
  /** Why detection finds what it finds, and why not. For people; slower. */
  readonly explain: Explain
  /** Ids of the rules in shadow. */
  readonly shadow: ReadonlySet<string>
  readonly policies: readonly PolicyRuling[]
  readonly exceptions: readonly Exception[]
  /** The examples of the policies. */
  readonly rehearsals: readonly Rehearsal[]
  /** What holds and is worth a second look. */
  readonly warnings: readonly Issue[]
  /** The rules as written, by id. */
  readonly sources: ReadonlyMap<string, RuleSource>
  /** Findings are at least this likely: the least that the configuration or a policy wants, as a score. */
  readonly detectedFrom: number
  readonly identify: Identify
  /** Says whether a text passes the check digits of one of the entity's rules; true where they have none. */
  readonly isValid: (entity: string, text: string) => boolean
}

/** What the rest of the product may know of a rule. */
export type RuleSummary = Pick<
  RuleSource,
  'id' | 'entity' | 'group' | 'severity' | 'jurisdictions' | 'status' | 'subject'
> & {
  /** Business data of this installation: a list, or a rule of a custom pack. */
  readonly isCustom: boolean
  /** Longest possible finding in UTF-16 code units. */
  readonly maxLength: number
}

/** One example of a policy; `issue` is the problem to report when it does not hold. */
export type Rehearsal = {
  readonly policy: string
  readonly place: { readonly tenant: string | null; readonly space: string | null; readonly route: string | null }
  readonly given: string
  readonly expected: string
  readonly issue: Issue
}
