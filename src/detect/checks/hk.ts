/** What stands for the missing letter where there is one only. */
const SPACE_VALUE = 36

/**
 * Whether `value` (one or two letters, six digits, a digit or A) is a Hong Kong identity card number: weights 9 to 1, modulus
 * 11, letters from A worth 10. Source: Immigration Department; en.wikipedia Hong_Kong_identity_card.
 */
export const hkId = (value: string): boolean => {
  if (!/^[A-Z]{1,2}[0-9]{6}[0-9A]$/.test(value)) return false
  let sum = value.length === 8 ? SPACE_VALUE * 9 : 0
  for (let i = 0; i < value.length; i++) sum += Number.parseInt(value.charAt(i), 36) * (value.length - i)
  return sum % 11 === 0
}
