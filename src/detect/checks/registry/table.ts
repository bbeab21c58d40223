import type { CheckResult } from '../../rule.js'

/** Checks by the name that a rule writes under `validate`. */
export type CheckTable = readonly (readonly [name: string, check: (value: string) => CheckResult])[]
