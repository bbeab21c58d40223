import type { MakeSurrogate } from './maker.js'

/** RFC 5737: networks for documentation. */
const NETWORKS_V4 = ['192.0.2', '198.51.100', '203.0.113']
const V4 = /^\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}$/

const hex = (digits: number, roll: (sides: number) => number): string =>
  Array.from({ length: digits }, () => roll(16).toString(16)).join('')

/** An address of the networks for documentation (RFC 5737, RFC 3849). */
export const makeIp: MakeSurrogate = ({ value }, { pick, roll }) =>
  V4.test(value) ? `${pick(NETWORKS_V4)}.${1 + roll(254)}` : `2001:db8::${hex(4, roll)}:${hex(4, roll)}`

/** A hardware address of the block for documentation (RFC 7042, section 2.1.2), with the value's separators. */
export const makeMac: MakeSurrogate = ({ value }, { roll }) => {
  const made = `00005e0053${hex(2, roll)}`
  let at = 0
  if (value.replace(/[^0-9A-Fa-f]/g, '').length !== made.length) return null
  const isUpper = value === value.toUpperCase()
  return value.replace(/[0-9A-Fa-f]/g, () => (isUpper ? made[at++]!.toUpperCase() : made[at++]!))
}
