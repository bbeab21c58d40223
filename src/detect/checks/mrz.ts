import { digitAt } from './digits.js'

const WEIGHTS = [7, 3, 1]
const CODE_A = 65

/** Check digit of a field: digits as they are, A-Z 10 to 35, the filler 0; weights 7, 3, 1 repeated, modulus 10. */
const checkDigit = (field: string): number => {
  let sum = 0
  for (let i = 0; i < field.length; i++) {
    const digit = digitAt(field, i)
    const character = field.charAt(i)
    const value = digit >= 0 ? digit : character === '<' ? 0 : field.charCodeAt(i) - CODE_A + 10
    sum += value * WEIGHTS[i % 3]!
  }
  return sum % 10
}

type Field = readonly [start: number, end: number]

/** Whether the character behind the field is its check digit; `<` stands for 0 where the whole field is empty. */
const isChecked = (line: string, [start, end]: Field): boolean => {
  const field = line.slice(start, end)
  const digit = line.charAt(end) === '<' && /^<*$/.test(field) ? 0 : digitAt(line, end)
  return digit === checkDigit(field)
}

const hasComposite = (fields: string, digit: number): boolean => checkDigit(fields) === digit

const linesOf = (value: string, count: number, length: number): readonly string[] | null => {
  const lines = value.split(/[\r\n]+[ \t]*/).map((line) => line.trim())
  return lines.length === count && lines.every((line) => line.length === length && /^[A-Z0-9<]+$/.test(line))
    ? lines
    : null
}

/**
 * Whether three lines of 30 are the machine-readable zone of an identity card (TD1): check digits of document number, birth,
 * expiry, and the composite one. Source: ICAO Doc 9303 part 5, section 4.2; part 3, section 4.9.
 */
export const mrzTd1 = (value: string): boolean => {
  const lines = linesOf(value, 3, 30)
  if (lines === null) return false
  const [first, second] = lines as [string, string, string]
  // A number of more than nine characters goes on behind a filler; its check digit stands there.
  const isNumberChecked = first.charAt(14) === '<' || isChecked(first, [5, 14])
  const composite = first.slice(5, 30) + second.slice(0, 7) + second.slice(8, 15) + second.slice(18, 29)
  return (
    isNumberChecked &&
    isChecked(second, [0, 6]) &&
    isChecked(second, [8, 14]) &&
    hasComposite(composite, digitAt(second, 29))
  )
}

/** Whether two lines of 36 are the machine-readable zone of a TD2 document. Source: ICAO Doc 9303 part 6, section 4.2. */
export const mrzTd2 = (value: string): boolean => {
  const second = linesOf(value, 2, 36)?.[1]
  if (second === undefined) return false
  const composite = second.slice(0, 10) + second.slice(13, 20) + second.slice(21, 35)
  return (
    (second.charAt(9) === '<' || isChecked(second, [0, 9])) &&
    isChecked(second, [13, 19]) &&
    isChecked(second, [21, 27]) &&
    hasComposite(composite, digitAt(second, 35))
  )
}

/** Whether two lines of 44 are the machine-readable zone of a passport (TD3). Source: ICAO Doc 9303 part 4, section 4.2. */
export const mrzTd3 = (value: string): boolean => {
  const second = linesOf(value, 2, 44)?.[1]
  if (second === undefined) return false
  const composite = second.slice(0, 10) + second.slice(13, 20) + second.slice(21, 43)
  return (
    isChecked(second, [0, 9]) &&
    isChecked(second, [13, 19]) &&
    isChecked(second, [21, 27]) &&
    isChecked(second, [28, 42]) &&
    hasComposite(composite, digitAt(second, 43))
  )
}
