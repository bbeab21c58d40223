import type { Policy } from './choose.js'

/** Switches of one detect request: null leaves it to the policy. */
export type Wishes = { readonly organisations: boolean | null; readonly business: boolean | null }

type Asked = {
  readonly include_oii?: boolean | null | undefined
  readonly include_business_data?: boolean | null | undefined
}

type Rule = {
  readonly id: string
  readonly entity: string
  readonly group: string
  readonly subject: string
  readonly isCustom: boolean
}

/** What `include_oii` and `include_business_data` of `POST /v1/pii/detect` ask for. */
export const wishesOf = ({ include_oii, include_business_data }: Asked): Wishes => ({
  organisations: include_oii ?? null,
  business: include_business_data ?? null,
})

const isOfOrganisation = ({ group, subject }: Rule): boolean => group === 'ORGANIZATION' || subject === 'organisation'

/**
 * The policy with the caller's switches: `true` also shows what the policy lets pass without naming it, `false` leaves
 * out what the policy would only replace because of its group. Where a policy names an entity it has the last word.
 */
export const withWishes = (
  policy: Policy,
  { organisations, business }: Wishes,
  { rules }: { readonly rules: readonly Rule[] },
): Policy => {
  if (organisations === null && business === null) return policy
  const wishOf = (rule: Rule): boolean | null =>
    isOfOrganisation(rule) ? organisations : rule.isCustom ? business : null
  const open = rules.filter(({ entity }) => !policy.isNamed(entity))
  const wanted = new Set(open.filter((rule) => wishOf(rule) === true).map(({ entity }) => entity))
  const unwanted = new Set(open.filter((rule) => wishOf(rule) === false).map(({ id }) => id))
  const { accepts } = policy
  return {
    ...policy,
    operatorFor: (entity) => {
      const ruled = policy.operatorFor(entity)
      return ruled === 'allow' && wanted.has(entity) ? 'pseudonymise' : ruled
    },
    accepts: (finding, text) => !unwanted.has(finding.rule) && (accepts === null || accepts(finding, text)),
  }
}
