import { luhn } from './luhn.js'

/**
 * Whether `value` is track 1 (`%B…^NAME^YYMM…?`) or track 2 (`;…=YYMM…?`) of a payment card: a number of 12 to 19 digits that
 * passes Luhn, and a month from 01 to 12. Source: ISO/IEC 7813.
 */
export const cardTrack = (value: string): boolean => {
  const parts =
    /^%?B(\d{12,19})\^[^^]{2,26}\^\d{2}(0[1-9]|1[0-2])/.exec(value) ?? /^;?(\d{12,19})=\d{2}(0[1-9]|1[0-2])/.exec(value)
  return parts !== null && luhn(parts[1]!)
}
