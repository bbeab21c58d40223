/** The sections of a rule file beside `rules`: who owns it, lists of terms, exceptions, policies. docs/rules.md explains every key. */
import { z } from 'zod'
import {
  day,
  entity,
  GROUPS,
  id,
  jurisdiction,
  likelihood,
  OPERATORS,
  plainText,
  severity,
  text,
} from './vocabulary.js'

const version = z.string().regex(/^\d+\.\d+\.\d+$/, 'must be a version such as 1.2.0')

export const pack = z.strictObject({
  id: id.describe('Name of the pack.'),
  version: version.describe(
    'Version of the pack: patch for tests and words, minor for a new rule, major for a removal.',
  ),
  description: text.optional().describe('What the pack is for.'),
  owner: text.describe('Who answers for the pack: a team or a mailbox.'),
  kind: z
    .enum(['standard', 'custom'])
    .default('custom')
    .describe('`custom` (the default) is business data of your own; `standard` is personal data of everyone.'),
  changes: z
    .array(
      z.strictObject({
        version: version.describe('Version that the change made.'),
        date: day.describe('Day of the change.'),
        author: text.describe('Who changed it.'),
        reason: text.describe('Why.'),
        ticket: text.optional().describe('Where it was decided.'),
      }),
    )
    .default([])
    .describe('What changed, newest first; the first one has the version of the pack.'),
})

const JOINS = ['space', 'hyphen', 'underscore', 'none'] as const
const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 hexadecimal digits (coatcheck rules hash makes them)')

export const list = z.strictObject({
  id: id.describe('Name by which a rule uses the list.'),
  description: text.optional().describe('What the list is.'),
  owner: text.optional().describe('Who answers for it.'),
  join: z
    .array(z.enum(JOINS))
    .default([])
    .describe('How else the words of a term may be joined: "Blue Heron" as "blue-heron", "blue_heron" or "BlueHeron".'),
  terms: z
    .array(plainText)
    .default([])
    .describe('Words and phrases, found whole, in any case, with or without accents.'),
  hashed: z
    .strictObject({
      salt: z.string().min(16, 'must have at least 16 characters').describe('Text that goes into every hash.'),
      words: z.int().min(1).max(6).describe('Most words that a term has.'),
      values: z.array(sha256).min(1, 'needs at least one hash').describe('Hashes of terms that must not be readable.'),
    })
    .optional()
    .describe('Terms that must not stand in a file, as `coatcheck rules hash` prints them.'),
})

/** Where an exception or a policy holds; an absent key means everywhere. */
const place = {
  tenants: z.array(text).min(1, 'must not be empty').optional().describe('Tenants.'),
  spaces: z.array(text).min(1, 'must not be empty').optional().describe('Spaces.'),
  routes: z
    .array(z.string().regex(/^\/[^*\s]*\*?$/, 'must be a path that may end in *: /v1/chat/*'))
    .min(1, 'must not be empty')
    .optional()
    .describe('Paths; a `*` at the end stands for anything.'),
}

export const allow = z.strictObject({
  id: id.describe('Name of the exception.'),
  entities: z.array(entity).min(1, 'must not be empty').optional().describe('Entities that it is for; absent: all.'),
  values: z.array(text).default([]).describe('Exact values, in any case.'),
  domains: z.array(text).default([]).describe('Domains: an e-mail address or a URL of one, or of its subdomains.'),
  regexes: z.array(text).default([]).describe('Shapes of the whole value (RE2), without `^` and `$`.'),
  ...place,
  owner: text.describe('Who answers for the exception.'),
  reason: text.describe('Why it may pass.'),
  expires: day.describe('Last day on which it holds.'),
})

const operator = z.enum(OPERATORS)
const ruling = z.union([
  operator,
  z.strictObject({
    operator: operator.describe('What happens to the entity.'),
    min_likelihood: likelihood.optional().describe('Findings of the entity below it are left alone.'),
  }),
])

export const policy = z.strictObject({
  id: id.describe('Name of the policy; `default` is the one where no other fits.'),
  extends: id.optional().describe('Policy whose rulings hold where this one says nothing. Default: `default`.'),
  match: z.strictObject(place).prefault({}).describe('Where the policy holds; the most specific one wins.'),
  mode: z
    .enum(['enforce', 'shadow', 'off'])
    .optional()
    .describe('`enforce` replaces; `shadow` computes and counts, the bytes stay as they are; `off` does neither.'),
  min_likelihood: likelihood.optional().describe('Findings below it are left alone.'),
  jurisdictions: z
    .array(jurisdiction)
    .min(1, 'must not be empty')
    .optional()
    .describe('Only rules of these countries, and GLOBAL ones; absent: all.'),
  entities: z.record(entity, ruling).default({}).describe('Operator by entity; wins over groups and severities.'),
  groups: z.partialRecord(z.enum(GROUPS), operator).default({}).describe('Operator by group; wins over severities.'),
  by_severity: z.partialRecord(severity, operator).default({}).describe('Operator by severity.'),
  default_operator: operator.optional().describe('Operator for everything else.'),
  owner: text.describe('Who answers for the policy.'),
  reason: text.describe('Why it is so.'),
  tests: z
    .array(
      z.strictObject({
        in: text.describe('Text as the caller writes it.'),
        out: text.describe('Text as the upstream must get it; `!block` where the policy blocks it.'),
        tenant: text.optional().describe('Tenant of the example.'),
        space: text.optional().describe('Space of the example.'),
        route: text.optional().describe('Path of the example.'),
      }),
    )
    .default([])
    .describe('Examples that hold; the loader runs them.'),
})

export type PackSource = z.infer<typeof pack>
export type ListSource = z.infer<typeof list>
export type AllowSource = z.infer<typeof allow>
export type PolicyEntry = z.infer<typeof policy>
