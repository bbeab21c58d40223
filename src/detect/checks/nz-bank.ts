import { isDigits } from './digits.js'

type Algorithm = {
  readonly weights: readonly number[]
  /** Products above it are reduced by it. */
  readonly fold: number
  readonly modulus: number
}

const A: Algorithm = { weights: [0, 0, 6, 3, 7, 9, 0, 10, 5, 8, 4, 2, 1, 0, 0, 0], fold: 11, modulus: 11 }
const B: Algorithm = { weights: [0, 0, 0, 0, 0, 0, 0, 10, 5, 8, 4, 2, 1, 0, 0, 0], fold: 11, modulus: 11 }
const D: Algorithm = { weights: [0, 0, 0, 0, 0, 0, 7, 6, 5, 4, 3, 2, 1, 0, 0, 0], fold: 11, modulus: 11 }
const E: Algorithm = { weights: [0, 0, 0, 0, 0, 0, 0, 0, 0, 5, 4, 3, 2, 0, 0, 1], fold: 9, modulus: 11 }
const F: Algorithm = { weights: [0, 0, 0, 0, 0, 0, 1, 7, 3, 1, 7, 3, 1, 0, 0, 0], fold: 10, modulus: 10 }
const G: Algorithm = { weights: [0, 0, 0, 0, 0, 0, 1, 3, 7, 1, 3, 7, 1, 3, 7, 1], fold: 9, modulus: 10 }

const BY_BANK: Readonly<Record<string, Algorithm>> = { '08': D, '09': E, '25': F, '26': G, '28': G, '29': G, '33': F }
/** Banks of algorithm A, or B where the account is high. */
const USUAL_BANKS = new Set('01 02 03 04 06 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 27 30 35 38'.split(' '))
const FIRST_HIGH_ACCOUNT = '0990000'

const algorithmOf = (bank: string, account: string): Algorithm | undefined => {
  if (USUAL_BANKS.has(bank)) return account >= FIRST_HIGH_ACCOUNT ? B : A
  return BY_BANK[bank]
}

/**
 * Whether fifteen or sixteen digits are a New Zealand bank account: bank, branch, seven digits of the account, suffix of two or
 * three digits; the algorithm is the bank's. Source: Inland Revenue (ird.govt.nz), bank account validation in the RWT and NRWT
 * specification; Payments NZ, bank branch register.
 */
export const nzBank = (value: string): boolean => {
  const padded = value.length === 15 ? `${value.slice(0, 13)}0${value.slice(13)}` : value
  if (!isDigits(padded, 16)) return false
  const algorithm = algorithmOf(padded.slice(0, 2), padded.slice(6, 13))
  if (algorithm === undefined || Number(padded.slice(6, 13)) === 0) return false
  const { weights, fold, modulus } = algorithm
  let sum = 0
  for (let i = 0; i < 16; i++) {
    const product = (padded.charCodeAt(i) - 48) * weights[i]!
    sum += product > fold ? product % fold : product
  }
  return sum % modulus === 0
}
