import { byTable, DIGITS, dot, isDate, LETTERS, luhnSum, type Random, type Spec, valuesOf } from './numbers.js'

const TEN_IS_0 = '00987654321'
const LAST_DIGIT = '10987654321'
const MOD_10 = '0987654321'
const REMAINDERS_TO_9 = '0123456789'

const between = (random: Random, from: number, to: number): string => String(from + random.below(to - from + 1))
const twoDigits = (random: Random, from: number, to: number): string => between(random, from, to).padStart(2, '0')

const isShortDate = (yymmdd: string): boolean => isDate(`19${yymmdd}`) || isDate(`20${yymmdd}`)

/** Verhoeff's scheme by the group itself: digits 0-4 rotate, 5-9 reflect a pentagon. */
const composed = (a: number, b: number): number => {
  const rotation = a < 5 ? (b % 5) + a : a - (b % 5) + 5
  return (rotation % 5) + (a < 5 === b < 5 ? 0 : 5)
}
const PERMUTATION = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4]
const permuted = (digit: number, times: number): number =>
  times === 0 ? digit : permuted(PERMUTATION[digit]!, times - 1)
export const passesVerhoeff = (value: string): boolean =>
  [...value].reverse().reduce((check, char, index) => composed(check, permuted(Number(char), index % 8)), 0) === 0

const CREDIT_ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY'
const creditSum = (value: string): number =>
  [...value].reduce((sum, char, at) => (sum + CREDIT_ALPHABET.indexOf(char) * (at === 17 ? 1 : 3 ** at)) % 31, 0)

const luhn36 = (value: string): number =>
  [...value]
    .reverse()
    .map((char, index) => (Number.parseInt(char, 36) * (1 + (index % 2))).toString(36))
    .flatMap((product) => [...product])
    .reduce((sum, char) => sum + Number.parseInt(char, 36), 0) % 36

const COUNTIES: Readonly<Record<string, string>> = Object.fromEntries(
  'A10 B11 C12 D13 E14 F15 G16 H17 I34 J18 K19 L20 M21 N22 O35 P23 Q24 R25 S26 T27 U28 V29 W32 X30 Y31 Z33'
    .split(' ')
    .map((entry) => [entry[0]!, entry.slice(1)]),
)

const nricFormula = (value: string): boolean => {
  const offset = { S: 0, F: 0, T: 4, G: 4, M: 3 }[value[0]!]
  if (offset === undefined) return false
  const letters = 'ST'.includes(value[0]!) ? 'JZIHGFEDCBA' : value[0] === 'M' ? 'XWUTRQPNJLK' : 'XWUTRQPNMLK'
  return letters[(dot(value.slice(1), [2, 7, 6, 5, 4, 3, 2]) + offset) % 11] === value[8]
}

const foreigner = '32109876543'
const RRN_WEIGHTS = [2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5]

const nhiSum = (value: string): number =>
  [...value]
    .slice(0, 6)
    .map((char) => (DIGITS.includes(char) ? Number(char) : 'ABCDEFGHJKLMNPQRSTUVWXYZ'.indexOf(char) + 1))
    .reduce((sum, worth, index) => sum + worth * (7 - index), 0)

const ird = (value: string): boolean => {
  const first = dot(value.padStart(9, '0'), [3, 2, 7, 6, 5, 4, 3, 2]) % 11
  // A remainder of 1 asks for the digit 10: then the second weights decide.
  if (first !== 1) return '0.987654321'[first] === value.at(-1)
  return '0.987654321'[dot(value.padStart(9, '0'), [7, 4, 3, 2, 5, 2, 7, 6]) % 11] === value.at(-1)
}

const iin = (value: string): boolean => {
  const first = dot(value, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]) % 11
  const decided = first === 10 ? dot(value, [3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2]) % 11 : first
  return REMAINDERS_TO_9[decided] === value[11]
}

const NIK_DATE = (value: string): boolean => {
  const day = Number(value.slice(6, 8)) % 40
  return isShortDate(`${value.slice(10, 12)}${value.slice(8, 10)}${String(day).padStart(2, '0')}`)
}

export const ASIA_PACIFIC: Readonly<Record<string, Spec>> = {
  'cn-ric': {
    shape: (random) =>
      `${random.pick(['11', '31', '44', '51'])}0${random.digits(3)}${random.date()}${random.digits(3)}?`,
    checkAlphabet: '0123456789X',
    // ISO 7064 by its definition: the sum of digit × 2 to the power of its place, from the right, is 1 modulo 11.
    formula: (value) => [...value].reduce((sum, char) => (sum * 2 + (char === 'X' ? 10 : Number(char))) % 11, 0) === 1,
    // A wrong X becomes another letter, which is refused, so nothing gets through.
  },
  'cn-uscc': {
    shape: (random) => `91${random.pick(['110105', '440300'])}MA${random.digits(7)}?`,
    checkAlphabet: CREDIT_ALPHABET,
    formula: (value) => creditSum(value) === 0,
  },
  'hk-id': {
    shape: (random) => `${random.pick(LETTERS)}${random.digits(6)}?`,
    checkAlphabet: '0123456789A',
    formula: (value) => (36 * 9 + dot(value, [8, 7, 6, 5, 4, 3, 2, 1])) % 11 === 0,
    blindShare: 0.05, // letters eleven places apart are worth the same
  },
  'tw-id': {
    shape: (random) => `${random.pick(LETTERS)}${random.pick('12')}${random.digits(7)}?`,
    formula: (value) => dot(`${COUNTIES[value[0]!]}${value.slice(1)}`, [1, 9, 8, 7, 6, 5, 4, 3, 2, 1, 1]) % 10 === 0,
    blindShare: 0.15, // even weights and 5 share factors with the modulus 10
  },
  'tw-ubn': {
    shape: (random) => `${random.digits(7)}?`,
    formula: (value) => {
      const products = valuesOf(value).map((digit, index) => String(digit * [1, 2, 1, 2, 1, 2, 4, 1][index]!))
      const sum = [...products.join('')].reduce((total, char) => total + Number(char), 0)
      return sum % 5 === 0 || (value[6] === '7' && sum % 5 === 4)
    },
    blindShare: 0.25, // modulus 5 sees no difference of 5
  },
  'jp-my-number': {
    shape: (random) => `${random.digits(11)}?`,
    formula: byTable([6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2], TEN_IS_0),
    blindShare: 0.05, // remainders 0 and 1 share the digit 0
  },
  'jp-cn': {
    shape: (random) => `?${random.digits(12)}`,
    formula: (value) => Number(value[0]) === 9 - (dot(value.slice(1), [2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1]) % 9),
    blindShare: 0.03, // modulus 9 sees no difference between 0 and 9
  },
  'jp-driver': {
    shape: (random) => `${random.pick(['30', '45', '62'])}${random.digits(8)}?${random.pick('01')}`,
    formula: byTable([5, 4, 3, 2, 7, 6, 5, 4, 3, 2], LAST_DIGIT),
    blindShare: 0.15, // the number of reissues is outside the sum
  },
  'kr-rrn': {
    shape: (random) =>
      `${random.date(1930, 1999).slice(2)}${random.pick('12')}${twoDigits(random, 0, 96)}${random.digits(3)}?`,
    formula: byTable(RRN_WEIGHTS, LAST_DIGIT),
    blindShare: 0.05, // remainders 0 and 10 share the digit 1
    isPartial: true, // who was born since October 2020 has no check digit
  },
  'kr-frn': {
    shape: (random) => `${random.date(1930, 1999).slice(2)}${random.pick('56')}${random.digits(5)}?`,
    formula: byTable(RRN_WEIGHTS, foreigner),
    isPartial: true,
    blindShare: 0.05,
  },
  'kr-brn': {
    shape: (random) => `${between(random, 101, 899)}${random.digits(6)}?`,
    formula: (value) => {
      const last = Number(value[8]) * 5
      return (dot(value, [1, 3, 7, 1, 3, 7, 1, 3, 0, 1]) + last + Math.floor(last / 10)) % 10 === 0
    },
    blindShare: 0,
  },
  'kr-driver': {
    shape: (random) => `${random.pick(['11', '13', '26', '28'])}${random.digits(10)}`,
    formula: (value) => /^(?:1[1-9]|2[0-68])/.test(value),
    blindShare: 0.95, // a region, no check digit
  },
  'in-aadhaar': {
    shape: (random) => `${between(random, 2, 9)}${random.digits(10)}?`,
    formula: passesVerhoeff,
  },
  'in-vid': {
    shape: (random) => `${between(random, 2, 9)}${random.digits(14)}?`,
    formula: passesVerhoeff,
  },
  'in-gstin': {
    shape: (random) =>
      `${twoDigits(random, 1, 37)}${random.pick(LETTERS)}${random.pick(LETTERS)}A${random.pick('PCFHT')}${random.pick(LETTERS)}${between(random, 1000, 9999)}${random.pick(LETTERS)}1Z?`,
    checkAlphabet: `${DIGITS}${LETTERS}`,
    formula: (value) => luhn36(value) === 0,
  },
  'in-epic': {
    shape: (random) => `${random.pick(LETTERS)}${random.pick(LETTERS)}${random.pick(LETTERS)}${random.digits(6)}?`,
    formula: (value) => luhnSum(value.slice(3)) % 10 === 0,
    blindShare: 0.35, // the letters are outside the sum
  },
  'lk-nic': {
    shape: (random) =>
      `${between(random, 1940, 2005)}${String(1 + random.below(366)).padStart(3, '0')}${random.digits(5)}`,
    formula: (value) => {
      const day = Number(value.slice(4, 7)) % 500
      return day >= 1 && day <= 366
    },
    blindShare: 0.9, // a day of the year; the check digit's rule is not published
  },
  'id-nik': {
    shape: (random) => {
      const date = random.date()
      return `3${random.pick('123456')}${random.digits(4)}${date.slice(6)}${date.slice(4, 6)}${date.slice(2, 4)}${between(random, 1000, 9999)}`
    },
    formula: NIK_DATE,
    blindShare: 0.85, // a province and a date, no check digit
  },
  'id-npwp': {
    shape: (random) => `${between(random, 10, 99)}${random.digits(6)}?${random.digits(3)}000`,
    formula: (value) => luhnSum(value.slice(0, 9)) % 10 === 0,
    blindShare: 0.5, // six of fifteen digits are the tax office and the branch
  },
  'my-nric': {
    shape: (random) => `${random.date().slice(2)}${twoDigits(random, 1, 16)}${random.digits(4)}`,
    formula: (value) => isShortDate(value.slice(0, 6)),
    blindShare: 0.85, // a date and a place, no check digit
  },
  'sg-nric': {
    shape: (random) => `${random.pick('STFGM')}${random.digits(7)}?`,
    checkAlphabet: LETTERS,
    formula: nricFormula,
    blindShare: 0.01, // S for T and F for G would need another letter; M shares some letters with F
  },
  'sg-uen': {
    shape: (random) => `${between(random, 1970, 2020)}${random.digits(5)}?`,
    checkAlphabet: LETTERS,
    formula: (value) => 'ZKCMDNERGWH'[dot(value, [10, 8, 6, 4, 9, 7, 5, 3, 1]) % 11] === value[9],
  },
  'th-pin': {
    shape: (random) => `${between(random, 1, 8)}${random.digits(11)}?`,
    formula: byTable([13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2], LAST_DIGIT),
    blindShare: 0.12, // the third digit has the weight 11; remainders 0 and 10 share the digit 1
  },
  'vn-cccd': {
    shape: (random) => `${random.pick(['001', '079', '048', '031'])}${random.pick('0123')}${random.digits(8)}`,
    formula: (value) => value.startsWith('0'),
    blindShare: 0.95, // a province, no check digit
  },
  'vn-mst': {
    shape: (random) => `0${between(random, 1, 9)}${random.digits(7)}?`,
    formula: (value) => dot(value, [31, 29, 23, 19, 17, 13, 7, 5, 3]) % 11 === 10 - Number(value[9]),
  },
  'ph-tin': {
    shape: (random) => `${between(random, 1, 9)}${random.digits(7)}?`,
    formula: (value) => dot(value, [9, 8, 7, 6, 5, 4, 3, 2]) % 11 === Number(value[8]),
  },
  'au-tfn': {
    shape: (random) => `${between(random, 1, 9)}${random.digits(7)}?`,
    formula: (value) => dot(value, [1, 4, 3, 7, 5, 8, 6, 9, 10]) % 11 === 0,
  },
  'au-medicare': {
    shape: (random) => `${between(random, 2, 6)}${random.digits(7)}?${between(random, 1, 9)}`,
    formula: byTable([1, 3, 7, 9, 1, 3, 7, 9], REMAINDERS_TO_9),
    blindShare: 0.15, // the number of the card's issue is outside the sum
  },
  'au-abn': {
    shape: (random) => `??${random.digits(9)}`,
    formula: (value) =>
      value.slice(0, 2) >= '11' && (dot(value, [10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19]) - 10) % 89 === 0,
  },
  'au-acn': {
    shape: (random) => `${random.digits(8)}?`,
    formula: byTable([8, 7, 6, 5, 4, 3, 2, 1], MOD_10),
    blindShare: 0.2, // even weights and 5 share factors with the modulus 10
  },
  'nz-ird': {
    shape: (random) => `${between(random, 1_000_001, 14_999_999)}?`,
    formula: ird,
    blindShare: 0.02, // where the first weights give 10, the second can agree by chance
  },
  'nz-nhi': {
    shape: (random) => `${random.pick('ABCDEFGH')}${random.pick('JKLMN')}${random.pick('PQRST')}${random.digits(3)}?`,
    formula: (value) => nhiSum(value) % 11 !== 0 && LAST_DIGIT[nhiSum(value) % 11] === value[6],
    blindShare: 0.05, // letters eleven places apart are worth the same
  },
  'nz-bank': {
    shape: (random) =>
      `${random.pick(['01', '03', '06', '12', '38'])}0${random.digits(3)}0${random.below(9)}${random.digits(4)}?000`,
    formula: (value) => dot(value, [0, 0, 6, 3, 7, 9, 0, 10, 5, 8, 4, 2, 1]) % 11 === 0,
    blindShare: 0.45, // bank and suffix are outside the sum
    isPartial: true,
  },
  'kz-iin': {
    shape: (random) => `${random.date(1940, 1999).slice(2)}${random.pick('34')}${random.digits(4)}?`,
    formula: iin,
    blindShare: 0.12, // the eleventh digit has the weight 11
  },
}
