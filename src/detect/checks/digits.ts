const CODE_0 = 48

/** Value 0-9 of the character at `index`, or a number outside 0-9 when it is not an ASCII digit (or there is none). */
export const digitAt = (value: string, index: number): number => {
  const code = value.charCodeAt(index)
  return code >= CODE_0 && code <= CODE_0 + 9 ? code - CODE_0 : -1
}

/** Whether `value` is exactly `length` ASCII digits. */
export const isDigits = (value: string, length: number): boolean => {
  if (value.length !== length) return false
  for (let i = 0; i < length; i++) if (digitAt(value, i) < 0) return false
  return true
}

/** The decimal number in [start,end); -1 when a character there is not an ASCII digit. */
export const numberAt = (value: string, start: number, end: number): number => {
  let number = 0
  for (let i = start; i < end; i++) {
    const digit = digitAt(value, i)
    if (digit < 0) return -1
    number = number * 10 + digit
  }
  return number
}

/** Whether every character equals the first one. True for the empty string. */
export const isOneCharacter = (value: string): boolean => {
  for (let i = 1; i < value.length; i++) if (value.charCodeAt(i) !== value.charCodeAt(0)) return false
  return true
}
