import type { Config } from './config/schema.js'
import { type ChoosePolicy, createChoosePolicy } from './policy/choose.js'
import type { RuleSet } from './rules/rule-set.js'
import { LIKELIHOODS } from './rules/vocabulary.js'

/** The policies in force: those of the rule files, on the ground of the configuration. */
export const policiesOf = ({ policy }: Pick<Config, 'policy'>, ruleSet: RuleSet): ChoosePolicy =>
  createChoosePolicy({
    base: policy,
    minLikelihood: LIKELIHOODS.indexOf(policy.min_likelihood),
    rulings: ruleSet.policies,
    exceptions: ruleSet.exceptions,
    rules: ruleSet.rules,
    detectedFrom: ruleSet.detectedFrom,
    now: Date.now,
  })
