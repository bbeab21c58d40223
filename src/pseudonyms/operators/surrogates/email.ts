import { type MakeSurrogate, randomDigits } from './maker.js'
import { namesFor } from './names.js'

/** RFC 2606: names that are nobody's and never will be. */
const DOMAINS = ['example.com', 'example.org', 'example.net']

/** An address at a domain that is reserved for examples. */
export const makeEmail: MakeSurrogate = ({ value, region }, dice) => {
  const { given, family } = namesFor(value, region)
  return `${dice.pick(given)}.${dice.pick(family)}${randomDigits(2, dice)}@${dice.pick(DOMAINS)}`.toLowerCase()
}
