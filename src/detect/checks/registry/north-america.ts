import { usItin, usSsn } from '../us.js'
import type { CheckTable } from './table.js'

/** Checks of North America, by the name that rules use. */
export const NORTH_AMERICA: CheckTable = [
  ['us-itin', usItin],
  ['us-ssn', usSsn],
]
