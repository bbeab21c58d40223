const CODE_0 = 48
const CODE_9 = 57
const CODE_A = 65
const CODE_Z = 90

/**
 * Remainder modulo 97 of the characters in [start,end), letters A-Z read as 10 to 35, continuing from `remainder`.
 * -1 when a character is neither an ASCII digit nor an upper-case letter. Source: ISO/IEC 7064 (MOD 97-10).
 */
export const remainder97 = (
  value: string,
  { start, end, remainder }: { readonly start: number; readonly end: number; readonly remainder: number },
): number => {
  let rest = remainder
  for (let i = start; i < end; i++) {
    const code = value.charCodeAt(i)
    if (code >= CODE_0 && code <= CODE_9) rest = (rest * 10 + code - CODE_0) % 97
    else if (code >= CODE_A && code <= CODE_Z) rest = (rest * 100 + code - CODE_A + 10) % 97
    else return -1
  }
  return rest
}
