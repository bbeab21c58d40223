import type { MakeSurrogate } from './maker.js'
import { namesFor } from './names.js'

const LATIN_NAME = /^[\p{sc=Latin}\p{M}\s.,'’-]+$/u

/** A name of the same language and case, with a given name where the value has more than one word. Latin script only. */
export const makePerson: MakeSurrogate = ({ value, region }, { pick }) => {
  if (!LATIN_NAME.test(value)) return null
  const { given, family } = namesFor(value, region)
  const words = value.split(/\s+/).filter((word) => word !== '')
  const last = pick(family)
  const isReversed = words[0]?.endsWith(',') === true
  const name = words.length < 2 ? last : isReversed ? `${last}, ${pick(given)}` : `${pick(given)} ${last}`
  if (value === value.toUpperCase()) return name.toUpperCase()
  return value === value.toLowerCase() ? name.toLowerCase() : name
}
