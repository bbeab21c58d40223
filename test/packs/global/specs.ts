import { byTable, DIGITS, dot, LETTERS, luhnSum, type Random, type Spec, valuesOf } from '../world/numbers.js'

const ALL = DIGITS + LETTERS
const some = (random: Random, count: number, alphabet: string): string =>
  Array.from({ length: count }, () => random.pick(alphabet)).join('')
const isLuhn = (digits: string): boolean => luhnSum(digits) % 10 === 0
/** Each character's value in base 36 written out in decimal, one behind the other. */
const expanded = (value: string): string => valuesOf(value).join('')
const isRealDate = (yymmdd: string, century: string): boolean => {
  const text = `${century}${yymmdd.slice(0, 2)}-${yymmdd.slice(2, 4)}-${yymmdd.slice(4, 6)}`
  const parsed = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(text)
}
const mod97 = (value: string): number => Number(BigInt(expanded(value)) % 97n)
const hexLuhn = (value: string): boolean =>
  [...value]
    .reverse()
    .flatMap((char, index) => [...(Number.parseInt(char, 16) * (1 + (index % 2))).toString(16)])
    .reduce((sum, char) => sum + Number.parseInt(char, 16), 0) %
    16 ===
  0
const CURP = '0123456789ABCDEFGHIJKLMNÑOPQRSTUVWXYZ'
const RFC = '0123456789ABCDEFGHIJKLMN&OPQRSTUVWXYZ Ñ'
const VIN = new Map([...'0123456789ABCDEFGHJKLMNPRSTUVWXYZ'].map((char, at) => [char, at]))
const vinValue = (char: string): number => {
  const at = VIN.get(char)!
  // The letters' values are the last digit of their place in EBCDIC: A-I 1-9, J-R 1-9, S-Z 2-9.
  return at < 10 ? at : char <= 'H' ? at - 9 : char <= 'R' ? char.charCodeAt(0) - 73 : char.charCodeAt(0) - 81
}
const isVin = (value: string): boolean => {
  if ([...value].some((char) => !VIN.has(char))) return false
  const weights = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2]
  const sum = [...value].reduce((total, char, at) => total + vinValue(char) * weights[at]!, 0)
  return value[8] === (sum % 11 === 10 ? 'X' : String(sum % 11))
}
const ABA = ['01', '02', '06', '09', '11', '12', '21', '32', '61', '72', '80']
const isAbaLead = (lead: number): boolean =>
  lead <= 12 || (lead >= 21 && lead <= 32) || (lead >= 61 && lead <= 72) || lead === 80

/** Checks of no country and of North America that have a formula, each written a second time. */
export const SPECS: Readonly<Record<string, Spec>> = {
  vin: {
    shape: (random) => `1HGCM826?${some(random, 4, 'ABCDEFGHJKLMNPRSTUVWXYZ')}${random.digits(4)}`,
    checkAlphabet: '0123456789X',
    formula: isVin,
    // Letters of the same value, as A and J, can take each other's place.
    blindShare: 0.15,
  },
  imei: { shape: (random) => `35${random.digits(12)}?`, formula: isLuhn },
  meid: {
    shape: (random) => `A${some(random, 13, '0123456789ABCDEF')}?`,
    checkAlphabet: '0123456789ABCDEF',
    formula: (value) => /^[A-F][0-9A-F]{14}$/.test(value) && hexLuhn(value),
  },
  iccid: { shape: (random) => `89${random.digits(16)}?`, formula: (value) => value.startsWith('89') && isLuhn(value) },
  isin: {
    shape: (random) => `${random.pick(['US', 'DE', 'FR', 'JP', 'XS'])}${some(random, 9, ALL)}?`,
    formula: (value) => /\d$/.test(value) && isLuhn(expanded(value)),
    // Two letters whose four digits weigh the same; other prefixes of countries.
    blindShare: 0.1,
    isPartial: true,
  },
  cusip: {
    shape: (random) => `${some(random, 8, ALL)}?`,
    formula: (value) =>
      /\d$/.test(value) &&
      (valuesOf(value.slice(0, 8))
        .map((number, at) => number * (1 + (at % 2)))
        .reduce((sum, number) => sum + Math.floor(number / 10) + (number % 10), 0) +
        Number(value[8])) %
        10 ===
        0,
    blindShare: 0.12,
  },
  sedol: {
    shape: (random) => `B${some(random, 5, '0123456789BCDFGHJKLMNPQRSTVWXYZ')}?`,
    formula: (value) => /^[^AEIOU]+\d$/.test(value) && dot(value, [1, 3, 1, 7, 3, 9, 1]) % 10 === 0,
    blindShare: 0.08,
  },
  lei: {
    shape: (random) => `${random.digits(4)}00${some(random, 12, ALL)}??`,
    formula: (value) => /\d\d$/.test(value) && mod97(value) === 1,
  },
  orcid: {
    shape: (random) => `00000002${random.digits(7)}?`,
    checkAlphabet: '0123456789X',
    formula: (value) => {
      const total = [...value.slice(0, 15)].reduce((sum, digit) => (sum + Number(digit)) * 2, 0)
      return (
        /^0000000(?:1[5-9]|2|3[0-4])|^0009/.test(value) &&
        (total + (value[15] === 'X' ? 10 : Number(value[15]))) % 11 === 1
      )
    },
  },
  'us-aba': {
    shape: (random) => `${random.pick(ABA)}${random.digits(6)}?`,
    formula: (value) => isAbaLead(Number(value.slice(0, 2))) && dot(value, [3, 7, 1, 3, 7, 1, 3, 7, 1]) % 10 === 0,
  },
  'us-npi': {
    shape: (random) => `${random.pick('12')}${random.digits(8)}?`,
    formula: (value) => /^[12]/.test(value) && isLuhn(`80840${value}`),
  },
  'us-dea': {
    shape: (random) => `B${random.pick(LETTERS)}${random.digits(6)}?`,
    formula: (value) =>
      /^[ABCDEFGHJKLMPRSTUX][A-Z9]\d{7}$/.test(value) &&
      dot(value.slice(2), [1, 2, 1, 2, 1, 2]) % 10 === Number(value[8]),
    // The two letters are not part of the sum, and a doubled digit that is five off weighs the same.
    blindShare: 0.35,
  },
  'ca-sin': {
    shape: (random) => `${random.pick('1234567')}${random.digits(7)}?`,
    formula: (value) => /^[1-79]/.test(value) && isLuhn(value),
  },
  'ca-bn': { shape: (random) => `7${random.digits(7)}?`, formula: isLuhn },
  'ca-bc-phn': {
    shape: (random) => `9${random.digits(8)}?`,
    formula: (value) =>
      value.startsWith('9') && (dot(value.slice(1), [2, 4, 8, 5, 10, 9, 7, 3]) + Number(value[9])) % 11 === 0,
  },
  'ca-ohip': {
    shape: (random) => `${random.pick('123456789')}${random.digits(8)}?`,
    formula: (value) => !value.startsWith('0') && isLuhn(value),
  },
  'mx-curp': {
    shape: (random) =>
      `GODE${random.date(1930, 1999).slice(2)}${random.pick('HM')}${random.pick(['DF', 'JC', 'NE', 'VZ', 'SR'])}${some(random, 3, 'BCDFGHJKLMNPQRSTVWXYZ')}${random.digits(1)}?`,
    formula: (value) =>
      isRealDate(value.slice(4, 10), /\d/.test(value[16]!) ? '19' : '20') &&
      ([...value.slice(0, 17)].reduce((sum, char, at) => sum + CURP.indexOf(char) * (18 - at), 0) + Number(value[17])) %
        10 ===
        0,
    // Even weights lose a change of five, weight ten every change.
    blindShare: 0.3,
    isPartial: true,
  },
  'mx-rfc': {
    shape: (random) =>
      `${some(random, random.below(2) + 3, 'BCDFGHLM')}${random.date().slice(2)}${some(random, 2, ALL)}?`,
    checkAlphabet: '0123456789A',
    formula: (value) =>
      isRealDate(value.slice(-9, -3), '20') &&
      ([...value.slice(0, -1).padStart(12, ' ')].reduce((sum, char, at) => sum + RFC.indexOf(char) * (13 - at), 0) +
        (value.at(-1) === 'A' ? 10 : Number(value.at(-1)))) %
        11 ===
        0,
    // The alphabet has 39 characters for 11 remainders.
    blindShare: 0.12,
  },
  'mx-clabe': {
    shape: (random) => `002${random.digits(14)}?`,
    formula: byTable([3, 7, 1, 3, 7, 1, 3, 7, 1, 3, 7, 1, 3, 7, 1, 3, 7], '0987654321'),
  },
  'mx-nss': { shape: (random) => `9${random.digits(9)}?`, formula: isLuhn, blindShare: 0.02 },
}
