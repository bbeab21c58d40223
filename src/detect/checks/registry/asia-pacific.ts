import { inAadhaar, inPan } from '../in.js'
import type { CheckTable } from './table.js'

/** Checks of Asia and the Pacific, by the name that rules use. */
export const ASIA_PACIFIC: CheckTable = [
  ['in-aadhaar', inAadhaar],
  ['in-pan', inPan],
]
