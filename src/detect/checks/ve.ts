import { digitAt } from './digits.js'
import { weightedSum } from './weighted.js'

/** What the kind of taxpayer adds to the sum. */
const KINDS: Readonly<Record<string, number>> = { V: 4, E: 8, J: 12, P: 16, G: 20 }
const RIF_WEIGHTS = [3, 2, 7, 6, 5, 4, 3, 2]

/** Whether `value` (V, E, J, P or G and nine digits) is a Venezuelan RIF: modulus 11. Source: seniat.gob.ve. */
export const veRif = (value: string): boolean => {
  const kind = value.length === 10 ? KINDS[value.charAt(0)] : undefined
  const sum = kind === undefined ? null : weightedSum(value.slice(1), RIF_WEIGHTS)
  if (kind === undefined || sum === null) return false
  const rest = 11 - ((sum + kind) % 11)
  return (rest > 9 ? 0 : rest) === digitAt(value, 9)
}
