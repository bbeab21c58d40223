import type { MakeSurrogate } from './maker.js'

/** Characters of the bank's own code that are made a code which no bank has: all zeros, or XXXX. */
const BANK_CHARACTERS = 4

const toNumber = (text: string): string =>
  [...text].map((character) => Number.parseInt(character, 36).toString()).join('')

/** ISO 7064 mod 97-10, in pieces, because the number is longer than a double can hold. */
const mod97 = (digits: string): number => [...digits].reduce((rest, digit) => (rest * 10 + Number(digit)) % 97, 0)

/** An IBAN (ISO 13616) of the same country, length and grouping, with right check digits and no bank's code. */
export const makeIban: MakeSurrogate = ({ value }, dice) => {
  const compact = value.replace(/[^0-9A-Za-z]/g, '').toUpperCase()
  if (!/^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/.test(compact)) return null
  const country = compact.slice(0, 2)
  const account = [...compact.slice(4)]
    .map((character, at) => {
      const isLetter = /[A-Z]/.test(character)
      if (at < BANK_CHARACTERS) return isLetter ? 'X' : '0'
      return isLetter ? String.fromCharCode(65 + dice.roll(26)) : String(dice.roll(10))
    })
    .join('')
  const check = String(98 - mod97(toNumber(`${account}${country}00`))).padStart(2, '0')
  const made = country + check + account
  let at = 0
  const isLower = value === value.toLowerCase()
  return value.replace(/[0-9A-Za-z]/g, () => {
    const character = made[at++]!
    return isLower ? character.toLowerCase() : character
  })
}
