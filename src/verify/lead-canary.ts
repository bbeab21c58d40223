import type { Canary } from './canaries.js'
import type { Trial } from './trial.js'

const BEST = ['EMAIL', 'IBAN', 'CREDIT_CARD', 'US_SSN', 'PHONE']

/** A restorable canary that cannot be mistaken: for the sections that need one value. Null where no rule has one. */
export const leadCanary = ({ canariesOf, places }: Pick<Trial, 'canariesOf' | 'places'>): Canary | null => {
  const usable = canariesOf(places[0]?.path ?? '/').canaries.filter(
    ({ needles, operators, text }) =>
      needles.every(({ isShort }) => !isShort) &&
      operators.every((operator) => operator === 'pseudonymise') &&
      !text.startsWith('{'),
  )
  const rank = ({ entity }: Canary) => (BEST.includes(entity) ? BEST.indexOf(entity) : BEST.length)
  return [...usable].sort((a, b) => rank(a) - rank(b))[0] ?? null
}
