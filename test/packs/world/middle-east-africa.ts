import { passesVerhoeff } from './asia-pacific.js'
import { byTable, DIGITS, dot, isDate, LETTERS, luhnSum, type Spec } from './numbers.js'

const passesLuhn = (value: string): boolean => luhnSum(value) % 10 === 0
const REMAINDERS = '0123456789X'

const kuwaitDate = (value: string): boolean => isDate(`${value[0] === '2' ? '19' : '20'}${value.slice(1, 7)}`)

const egyptDate = (value: string): boolean =>
  isDate(`${value[0] === '2' ? '19' : '20'}${value.slice(1, 7)}`) && '23'.includes(value[0]!)

export const MIDDLE_EAST_AFRICA: Readonly<Record<string, Spec>> = {
  'il-id': { shape: (random) => `${random.digits(8)}?`, formula: passesLuhn },
  'il-hp': { shape: (random) => `5${random.digits(7)}?`, formula: passesLuhn },
  'ae-eid': { shape: (random) => `784${1950 + random.below(60)}${random.digits(7)}?`, formula: passesLuhn },
  'sa-nid': { shape: (random) => `${random.pick('12')}${random.digits(8)}?`, formula: passesLuhn },
  'kw-civil': {
    shape: (random) => `2${random.date(1940, 1999).slice(2)}${random.digits(4)}?`,
    formula: (value) =>
      kuwaitDate(value) && 11 - (dot(value, [2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]) % 11) === Number(value[11]),
  },
  'ir-nid': {
    shape: (random) => `${random.digits(9)}?`,
    formula: byTable([10, 9, 8, 7, 6, 5, 4, 3, 2], '01987654321'),
    blindShare: 0.05, // remainders 1 and 10 share the digit 1
  },
  'eg-nid': {
    shape: (random) =>
      `2${random.date(1940, 1999).slice(2)}${random.pick(['01', '02', '21', '88'])}${random.digits(5)}`,
    formula: egyptDate,
    blindShare: 0.8, // a date and a governorate; the last digit's rule is not published
  },
  'za-id': {
    shape: (random) => `${random.date().slice(2)}${random.digits(4)}${random.pick('01')}8?`,
    formula: passesLuhn,
  },
  'za-tin': { shape: (random) => `${random.pick('01239')}${random.digits(8)}?`, formula: passesLuhn },
  'ng-nin': { shape: (random) => `${random.digits(10)}?`, formula: passesVerhoeff },
  'gh-tin': {
    shape: (random) => `${random.pick('PCGQV')}00${random.digits(7)}?`,
    checkAlphabet: REMAINDERS,
    formula: (value) => REMAINDERS[dot(value.slice(1), [1, 2, 3, 4, 5, 6, 7, 8, 9]) % 11] === value[10],
    blindShare: 0.05, // the first letter is outside the sum
  },
  'ma-ice': {
    shape: (random) => `00${random.digits(11)}??`,
    formula: (value) => BigInt(value) % 97n === 0n,
  },
  'sn-ninea': {
    shape: (random) => `00${random.digits(6)}?`,
    formula: (value) => dot(value, [1, 2, 1, 2, 1, 2, 1, 2, 1]) % 10 === 0,
    blindShare: 0.1, // doubled digits five apart are worth the same
  },
  'mu-nid': {
    shape: (random) => {
      const date = random.date()
      return `${random.pick(LETTERS)}${date.slice(6)}${date.slice(4, 6)}${date.slice(2, 4)}${random.digits(6)}?`
    },
    checkAlphabet: `${DIGITS}ABCDEFG`,
    formula: (value) => dot(value, [14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1]) % 17 === 0,
    blindShare: 0.02, // letters seventeen places apart are worth the same
  },
  'mz-nuit': {
    shape: (random) => `${1 + random.below(9)}${random.digits(7)}?`,
    formula: byTable([8, 9, 4, 5, 6, 7, 8, 9], '01234567891'),
    blindShare: 0.05, // remainders 1 and 10 share the digit 1
  },
  'gn-nifp': { shape: (random) => `${random.digits(8)}?`, formula: passesLuhn },
}
