import { digitAt } from './digits.js'

const CODE_A = 65
const WEIGHTS = [7, 3, 1]
/** Serial numbers leave out vowels and letters that look like digits. */
const ID_SERIAL = /^[LMNPRTVWXYZ][0-9CFGHJKLMNPRTVWXYZ]{8}$|^T\d{8}$/
const PASSPORT_SERIAL = /^[CFGHJK][0-9CFGHJKLMNPRTVWXYZ]{8}$/

/** Value of 0-9 and A-Z (10 to 35); the caller has made sure of the shape. */
const valueAt = (value: string, index: number): number => {
  const digit = digitAt(value, index)
  return digit >= 0 ? digit : value.charCodeAt(index) - CODE_A + 10
}

/** Weights 7, 3, 1 over nine characters, modulo 10. Source: ICAO Doc 9303-3, 4.9. */
const hasTravelCheck = (value: string): boolean => {
  let sum = 0
  for (let i = 0; i < 9; i++) sum += valueAt(value, i) * WEIGHTS[i % 3]!
  return sum % 10 === digitAt(value, 9)
}

/** A serial number of nine characters, or of ten with its check digit. One of nine must hold a digit: else it is a word. */
const isDocument = (value: string, serial: RegExp): boolean => {
  if (!serial.test(value.slice(0, 9))) return false
  return value.length === 10 ? hasTravelCheck(value) : value.length === 9 && /\d{2}/.test(value)
}

/**
 * Whether `value` (upper case) is the serial number of a German identity card: nine characters, or ten whose last is the check
 * digit of ICAO 9303. Source: PAuswV; de.wikipedia Ausweisnummer.
 */
export const deIdCard = (value: string): boolean => isDocument(value, ID_SERIAL)

/** Whether `value` is the serial number of a German passport, as `deIdCard` of another first letter. Source: PassV; ICAO 9303. */
export const dePassport = (value: string): boolean => isDocument(value, PASSPORT_SERIAL)
