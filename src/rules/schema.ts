/** The form of a rule file. docs/rules.md explains every key to those who write rules. */
import { z } from 'zod'
import { NORMALISERS, type NormaliserName } from '../detect/normalise.js'
import { allow, list, pack, policy } from './sections.js'
import { entity, GROUPS, id, jurisdiction, LIKELIHOODS, likelihood, plainText, severity, text } from './vocabulary.js'

export { GROUPS, LIKELIHOODS }

const MAX_STEPS = 4

const steps = z.int().min(0).max(MAX_STEPS)
const units = z.int().min(0).max(500)
/** Words by language; the language is for the reader, all of them count. */
const words = z.record(z.string().regex(/^(any|[a-z]{2,3})$/, 'must be "any" or a language code'), z.array(text))

const regex = plainText.refine(
  (value) => !/^\/.*\/[a-z]*$/s.test(value),
  'stands between slashes: write it without them, or [/] where a slash is meant',
)

const pattern = z.strictObject({
  id: id.optional(),
  regex,
  flags: z.enum(['i']).optional(),
  capture: z
    .string()
    .regex(/^[A-Za-z_]\w*$/, 'must be the name of a group')
    .optional(),
  likelihood,
  requires_context: z.boolean().default(false),
})

const weighted = z
  .strictObject({
    weights: z.array(z.int().min(-1000).max(1000)).min(2, 'needs at least two weights').max(60),
    mod: z.int().min(2).max(100),
    check: z.union([z.enum(['last', 'first', 'last-two', 'none']), z.int().min(0).max(60)]).default('last'),
    ten_as: z
      .string()
      .regex(/^(?:[0-9A-Z]|reject)$/, 'must be one digit, one capital letter, or reject')
      .default('reject'),
    complement: z.boolean().default(true),
    digit_sum: z.boolean().default(false),
  })
  .refine(({ mod, check }) => mod <= 11 || check === 'last-two' || check === 'none', {
    path: ['mod'],
    message: 'above 11 does not fit one check digit: write "check: last-two" or "check: none"',
  })
  .refine(({ mod, ten_as }) => mod === 11 || ten_as === 'reject', {
    path: ['ten_as'],
    message: 'means something with "mod: 11" only: leave it out',
  })
  .refine(({ weights, check }) => typeof check !== 'number' || check <= weights.length, {
    path: ['check'],
    message: 'is behind the last digit: count places from 0',
  })

const checkAsData = z
  .strictObject({ length: z.array(z.int().min(1)).min(1).optional(), weighted: weighted.optional() })
  .refine(({ length, weighted }) => (length === undefined) !== (weighted === undefined), {
    message: 'must be one check: the name of one, "length: [...]", or "weighted: {...}"',
  })

const check = z.union([text, checkAsData])

const example = z.union([text, z.strictObject({ text, hint: text.optional(), likelihood: likelihood.optional() })])

const context = z.strictObject({
  window: z.strictObject({ before: units.default(60), after: units.default(30) }).prefault({}),
  boost_steps: steps.default(2),
  suppress_steps: steps.default(2),
  boost: words.default({}),
  suppress: words.default({}),
  json_keys: z.array(text).default([]),
})

const rule = z.strictObject({
  id,
  entity,
  group: z.enum(GROUPS),
  name: text,
  status: z.enum(['draft', 'shadow', 'active', 'deprecated']).default('active'),
  severity,
  jurisdictions: z.array(jurisdiction).min(1, 'needs at least one country, or GLOBAL'),
  regulations: z.array(text).default([]),
  owner: text.optional(),
  reason: text.optional(),
  subject: z.enum(['person', 'organisation']).default('person'),
  references: z.array(text).default([]),
  keywords: z.array(text).default([]),
  patterns: z.array(pattern).default([]),
  list: id.optional(),
  likelihood: likelihood.optional(),
  normalize: z.array(z.enum(Object.keys(NORMALISERS) as [NormaliserName, ...NormaliserName[]])).default([]),
  validate: z.array(check).default([]),
  invalid: z.enum(['lower', 'drop', 'keep']).default('lower'),
  valid_steps: steps.default(1),
  max_length: z.int().min(1).max(65_536).optional(),
  context: context.prefault({}),
  exclude: z
    .array(z.strictObject({ values: z.array(text).min(1, 'needs at least one value'), reason: text }))
    .default([]),
  tests: z.strictObject({
    match: z.array(example).min(1, 'needs at least one example'),
    no_match: z.array(example).min(1, 'needs at least one example'),
  }),
})

export const ruleFileSchema = z.strictObject({
  schema: z.literal(1),
  pack: pack.optional(),
  rules: z.array(rule).default([]),
  lists: z.array(list).default([]),
  allow: z.array(allow).default([]),
  policies: z.array(policy).default([]),
})

export type RuleFile = z.infer<typeof ruleFileSchema>
export type RuleSource = RuleFile['rules'][number]
export type RuleExample = RuleSource['tests']['match'][number]
