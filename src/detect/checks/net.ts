import { isIPv4, isIPv6 } from 'node:net'
import type { CheckResult } from '../rule.js'
import { numberAt } from './digits.js'

const CODE_0 = 48
const CODE_9 = 57
const COLON = 58
/** Chapters and releases are seldom counted further. */
const SMALL_NUMBER = 32
/** 12 for EUI-48, 16 for EUI-64. */
const MAC_HEX_DIGITS = [12, 16]

const hasDigit = (value: string): boolean => {
  for (let i = 0; i < value.length; i++) {
    const code = value.charCodeAt(i)
    if (code >= CODE_0 && code <= CODE_9) return true
  }
  return false
}

/**
 * Whether `value` is an IPv4 address that can point at someone. Loopback, the unspecified address, masks (255.…) and whole
 * /8 networks such as 120.0.0.0 (more often a browser's version) are not. Weak where all four numbers are small and it is
 * no 10.x.x.x: 1.5.3.8 and 8.1.2.4 are mostly versions and sections. Source: RFC 6890 registry.
 */
export const ipv4 = (value: string): CheckResult => {
  if (!isIPv4(value) || /^(?:127|0|255)\.|\.0\.0\.0$/.test(value)) return false
  return !value.startsWith('10.') && value.split('.').every((part) => Number(part) < SMALL_NUMBER) ? 'weak' : true
}

/** `cafe::add` is a path in a program. An address is complete, or starts as assigned ones do (2xxx, 3xxx, fc-ff) and has a digit. */
const isAddressNotCode = (value: string): boolean => {
  const lower = value.toLowerCase()
  const firstColon = lower.indexOf(':')
  let colons = 0
  for (let i = 0; i < lower.length; i++) if (lower.charCodeAt(i) === COLON) colons++
  if (colons === 7) return true
  if (!hasDigit(lower)) return false
  const first = lower.charAt(0)
  return (
    (firstColon === 4 && (first === '2' || first === '3' || first === 'f')) || colons >= 4 || lower.startsWith('64:')
  )
}

/** Whether `value` is an IPv6 address other than `::` and `::1`, and not a path such as `abc::def`. Source: RFC 4291. */
export const ipv6 = (value: string): boolean =>
  isIPv6(value) && value !== '::1' && value !== '::' && isAddressNotCode(value)

/**
 * Whether `value` (hexadecimal digits, separators removed) is an EUI-48 or EUI-64 that names one device: not all zero, not the
 * broadcast address. Source: IEEE 802, Guidelines for use of EUI.
 */
export const mac = (value: string): boolean => {
  if (!MAC_HEX_DIGITS.includes(value.length) || numberAt(value, 0, value.length) === 0) return false
  const lower = value.toLowerCase()
  let areAllOnes = true
  for (let i = 0; i < lower.length; i++) {
    const code = lower.charCodeAt(i)
    if (!(code >= CODE_0 && code <= CODE_9) && !(code >= 97 && code <= 102)) return false
    if (code !== 102) areAllOnes = false
  }
  return !areAllOnes
}
