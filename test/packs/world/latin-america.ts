import { byTable, dot, isDate, LETTERS, luhnSum, type Random, type Spec } from './numbers.js'

const TEN_IS_0 = '00987654321'
const REMAINDER = '01234567890'
const MOD_10 = '0987654321'
const down = (from: number, to: number): number[] => Array.from({ length: from - to + 1 }, (_, index) => from - index)
const province = (random: Random): string => String(1 + random.below(24)).padStart(2, '0')
/** Weights 2, 3, 4 … of the digits before the last, from the right. */
const rising = (value: string): number[] => down(value.length, 2)

const cnh = (value: string): boolean => {
  const first = dot(value, down(9, 1)) % 11
  const second = dot(value, [1, 2, 3, 4, 5, 6, 7, 8, 9]) % 11
  const expected = first === 10 ? [0, second >= 2 ? second - 2 : second + 9] : [first, second]
  return value.slice(9) === expected.map((digit) => (digit === 10 ? 0 : digit)).join('')
}

/** Letters are worth 17 to 42: their place in the ASCII table less 48. */
const cnpjSum = (value: string, weights: readonly number[]): number =>
  weights.reduce((sum, weight, index) => sum + weight * (value.charCodeAt(index) - 48), 0)
const cnpjWeights = [5, 4, 3, 2, ...down(9, 2)]

const titulo = (value: string): boolean => {
  const isState12 = Number(value.slice(8, 10)) <= 2
  const tables = isState12 ? [REMAINDER, '11234567890'] : [REMAINDER]
  const isFirst = tables.some((table) => byTable([2, 3, 4, 5, 6, 7, 8, 9, 0, 0], table)(value))
  return isFirst && tables.some((table) => byTable([7, 8, 9], table)(value.slice(8)))
}

export const LATIN_AMERICA: Readonly<Record<string, Spec>> = {
  'br-cpf': {
    shape: (random) => `${random.digits(9)}??`,
    formula: (value) => byTable(down(10, 2), TEN_IS_0)(value) && byTable(down(11, 2), TEN_IS_0)(value),
    blindShare: 0.01, // the first digit has the weight 11 in the second sum
  },
  'br-cnpj': {
    shape: (random) => `${random.pick(LETTERS)}${random.digits(3)}${random.pick(LETTERS)}${random.digits(3)}0001??`,
    formula: (value) =>
      TEN_IS_0[cnpjSum(value, cnpjWeights) % 11] === value[12] &&
      TEN_IS_0[cnpjSum(value, [6, ...cnpjWeights]) % 11] === value[13],
    // A letter stands for its value modulo 11: some letters can replace each other.
    blindShare: 0.05,
  },
  'br-pis': {
    shape: (random) => `1${random.digits(9)}?`,
    formula: byTable([3, 2, ...down(9, 2)], TEN_IS_0),
    blindShare: 0.05, // remainders 0 and 1 share the digit 0
  },
  'br-cnh': { shape: (random) => `${random.digits(9)}??`, formula: cnh, blindShare: 0.05 },
  'br-titulo': {
    shape: (random) => `${random.digits(8)}${String(1 + random.below(28)).padStart(2, '0')}??`,
    formula: titulo,
    blindShare: 0.05,
  },
  'br-cns': {
    shape: (random) => `${random.pick('789')}${random.digits(13)}?`,
    formula: (value) => dot(value, down(15, 1)) % 11 === 0,
    blindShare: 0.1, // the fifth digit has the weight 11
  },
  'ar-cuit': {
    shape: (random) => `${random.pick(['20', '23', '24', '27', '30', '33', '34'])}${random.digits(8)}?`,
    formula: byTable([5, 4, 3, 2, 7, 6, 5, 4, 3, 2], '09987654321'),
    blindShare: 0.05, // remainders 1 and 2 share the digit 9
  },
  'ar-cbu': {
    shape: (random) => `${random.digits(7)}?${random.digits(13)}?`,
    formula: (value) =>
      byTable([7, 1, 3, 9, 7, 1, 3], MOD_10)(value) &&
      byTable([3, 9, 7, 1, 3, 9, 7, 1, 3, 9, 7, 1, 3], MOD_10)(value.slice(8)),
  },
  'cl-rut': {
    shape: (random) => `${random.pick('12')}${random.digits(7)}?`,
    checkAlphabet: '0123456789K',
    formula: byTable([3, 2, 7, 6, 5, 4, 3, 2], '0K987654321'),
  },
  'co-nit': {
    shape: (random) => `${random.pick('89')}${random.digits(8)}?`,
    formula: byTable([41, 37, 29, 23, 19, 17, 13, 7, 3], '01987654321'),
    blindShare: 0.05, // remainders 1 and 10 share the digit 1
  },
  'pe-cui': {
    shape: (random) => `${random.pick('01234567')}${random.digits(7)}?`,
    // Two of eleven remainders share a digit where digits are used, none where letters are.
    checkAlphabet: 'ABCDEFGHIJK',
    formula: byTable([3, 2, 7, 6, 5, 4, 3, 2], 'KJIHGFEDCBA'),
  },
  'pe-ruc': {
    shape: (random) => `${random.pick(['10', '15', '17', '20'])}${random.digits(8)}?`,
    formula: byTable([5, 4, 3, 2, 7, 6, 5, 4, 3, 2], '10987654321'),
    blindShare: 0.05, // remainders 0 and 10 share the digit 1
  },
  'ec-ci': {
    shape: (random) => `${province(random)}${random.pick('012345')}${random.digits(6)}?`,
    formula: (value) => luhnSum(value) % 10 === 0,
  },
  'ec-ruc': {
    shape: (random) => `${province(random)}9${random.digits(6)}?001`,
    formula: (value) => byTable([4, 3, 2, 7, 6, 5, 4, 3, 2], '0.987654321')(value),
    // The last three digits count establishments; with other digits a company's number can be a public body's or a person's.
    isPartial: true,
    blindShare: 0.3,
  },
  'uy-ci': {
    shape: (random) => `${random.pick('12345')}${random.digits(6)}?`,
    formula: byTable([2, 9, 8, 7, 6, 3, 4], MOD_10),
    blindShare: 0.15, // even weights and 5 share factors with the modulus 10
  },
  'uy-rut': {
    shape: (random) => `${String(1 + random.below(22)).padStart(2, '0')}${1 + random.below(9)}${random.digits(5)}001?`,
    formula: byTable([4, 3, 2, ...down(9, 2)], '0.987654321'),
  },
  've-rif': {
    shape: (random) => `V${random.digits(8)}?`,
    formula: (value) => TEN_IS_0[(4 + dot(value.slice(1), [3, 2, 7, 6, 5, 4, 3, 2])) % 11] === value[9],
    isPartial: true,
    blindShare: 0.05,
  },
  'do-cedula': {
    shape: (random) => `${random.pick(['001', '031', '402'])}${random.digits(7)}?`,
    formula: (value) => luhnSum(value) % 10 === 0,
  },
  'gt-cui': {
    shape: (random) => `${random.digits(8)}?${String(1 + random.below(22)).padStart(2, '0')}0${1 + random.below(5)}`,
    formula: byTable([2, 3, 4, 5, 6, 7, 8, 9], REMAINDER),
    blindShare: 0.25, // department and municipality are outside the sum
  },
  'sv-nit': {
    shape: (random) => `0${1 + random.below(9)}${random.digits(2)}${random.date().slice(2)}${101 + random.below(899)}?`,
    formula: byTable([2, 7, 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2], TEN_IS_0),
    isPartial: true,
    blindShare: 0.05,
  },
  'py-ruc': {
    shape: (random) => `80${random.digits(6)}?`,
    formula: (value) => byTable(rising(value), TEN_IS_0)(value),
    blindShare: 0.05,
  },
  'cu-ni': {
    shape: (random) => `${random.date(1930, 1999).slice(2)}${random.pick('012345')}${random.digits(4)}`,
    formula: (value) => isDate(`19${value.slice(0, 6)}`),
    blindShare: 0.85, // a date, no check digit
  },
}
