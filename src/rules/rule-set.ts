import type { Explain } from '../detect/detect.js'
import type { Detect, Identify } from '../types.js'
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
  readonly detect: Detect
  /** Why detection finds what it finds, and why not. For people; slower. */
  readonly explain: Explain
  readonly identify: Identify
}

/** What the rest of the product may know of a rule. */
export type RuleSummary = Pick<RuleSource, 'id' | 'entity' | 'group' | 'severity'> & {
  /** Longest possible finding in UTF-16 code units. */
  readonly maxLength: number
}
