import { fill } from './numbers.js'

/**
 * Checks that no oracle on npm or PyPI has: the documented formula, written out a second time, completes random bodies, and
 * examples that authorities or encyclopaedias publish must pass.
 */
export type Formula = {
  readonly check: string
  readonly complete: () => string
  readonly published: readonly string[]
  /** Share of changed digits that the algorithm cannot see. */
  readonly blind?: number
}

const digits = (value: string): number[] => Array.from(value, Number)
const dot = (value: string, weights: readonly number[]): number =>
  digits(value).reduce((sum, digit, index) => sum + digit * (weights[index] ?? 0), 0)
const cross = (number: number): number => (number > 9 ? Math.floor(number / 10) + (number % 10) : number)
const place = (letter: string): string => String(letter.charCodeAt(0) - 64).padStart(2, '0')

/** A value that `make` gives on some try. */
const until = (make: () => string | null): string => {
  for (;;) {
    const value = make()
    if (value !== null) return value
  }
}

const luhnDigit = (body: string): number => {
  const sum = digits(body)
    .reverse()
    .reduce((total, digit, index) => total + (index % 2 === 0 ? cross(digit * 2) : digit), 0)
  return (10 - (sum % 10)) % 10
}

const icaoDigit = (body: string): number =>
  Array.from(body).reduce((sum, sign, index) => sum + Number.parseInt(sign, 36) * [7, 3, 1][index % 3]!, 0) % 10

const serialOf = (first: string): string => {
  const signs = '0123456789CFGHJKLMNPRTVWXYZ'
  return fill(`${first}########`).replace(/(?<=^..)\d/, (digit) => signs.charAt(Number(digit) + 10))
}

const PERMUTED = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4]

/** Product in the dihedral group D5: 0 to 4 turn, 5 to 9 mirror and turn. */
const turn = (a: number, b: number): number => {
  if (a < 5) return b < 5 ? (a + b) % 5 : 5 + ((a + b - 5) % 5)
  return b < 5 ? 5 + ((a - b) % 5) : (a - b + 5) % 5
}

const isVerhoeff = (value: string): boolean => {
  const total = digits(value)
    .reverse()
    .reduce((product, digit, index) => {
      let permuted = digit
      for (let times = 0; times < index % 8; times += 1) permuted = PERMUTED[permuted]!
      return turn(product, permuted)
    }, 0)
  return total === 0
}

const UPN_LETTERS = 'ABCDEFGHJKLMNPQRTUVWXYZ'

export const FORMULAS: readonly Formula[] = [
  {
    check: 'be-eid',
    complete: () => {
      const body = fill('^#########')
      return body + String(Number(body) % 97 || 97).padStart(2, '0')
    },
    published: [],
  },
  {
    check: 'de-id-card',
    complete: () => {
      const serial = serialOf('L')
      return `${serial}${icaoDigit(serial)}`
    },
    published: ['T220001293', 'L01X00T471'],
  },
  {
    check: 'de-passport',
    complete: () => {
      const serial = serialOf('C')
      return `${serial}${icaoDigit(serial)}`
    },
    published: ['C01X00T478'],
  },
  {
    check: 'de-kvnr',
    complete: () => {
      const body = fill('@########')
      return `${body}${(10 - luhnDigit(`${place(body)}${body.slice(1)}`)) % 10}`
    },
    published: ['A000500015', 'A123456780'],
  },
  {
    check: 'de-lanr',
    complete: () => {
      const body = fill('^#####')
      return `${body}${(10 - (dot(body, [4, 9, 4, 9, 4, 9]) % 10)) % 10}${fill('##')}`
    },
    published: ['123456601'],
    blind: 0.35,
  },
  {
    check: 'hu-taj',
    complete: () => {
      const body = fill('^#######')
      return `${body}${dot(body, [3, 7, 3, 7, 3, 7, 3, 7]) % 10}`
    },
    published: ['111111110'],
  },
  {
    check: 'hu-tin',
    complete: () =>
      until(() => {
        const body = fill('8########')
        const check = dot(body, [1, 2, 3, 4, 5, 6, 7, 8, 9]) % 11
        return check > 9 ? null : `${body}${check}`
      }),
    published: ['8071592153'],
  },
  {
    check: 'lu-nin',
    complete: () => {
      const body = fill('{Ymd}###')
      const last = Array.from('0123456789').find((digit) => isVerhoeff(body + digit)) ?? ''
      return `${body}${luhnDigit(body)}${last}`
    },
    published: ['1893120105732'],
  },
  {
    check: 'pl-id-card',
    complete: () => {
      const letters = fill('@@@')
      const rest = fill('#####')
      const sum = Array.from(letters).reduce(
        (total, sign, index) => total + Number.parseInt(sign, 36) * [7, 3, 1][index]!,
        dot(rest, [7, 3, 1, 7, 3]),
      )
      return `${letters}${sum % 10}${rest}`
    },
    published: ['ABA300000'],
  },
  {
    check: 'pt-niss',
    complete: () => {
      const body = fill('1########^')
      return `${body}${9 - (dot(body, [29, 23, 19, 17, 13, 11, 7, 5, 3, 2]) % 10)}`
    },
    published: [],
    blind: 0.1,
  },
  {
    check: 'ru-snils',
    complete: () => {
      const body = fill('^########')
      return `${body}${String((dot(body, [9, 8, 7, 6, 5, 4, 3, 2, 1]) % 101) % 100).padStart(2, '0')}`
    },
    published: ['11223344595', '08765430300'],
    blind: 0.02,
  },
  {
    check: 'se-samordning',
    complete: () => {
      const body = fill('{yy}{mm}') + String(60 + Number(fill('1#'))) + fill('###')
      return `${body}${luhnDigit(body)}`
    },
    published: ['701063-2391'.replace('-', '')],
  },
  {
    check: 'uk-nhs',
    complete: () =>
      until(() => {
        const body = fill('^########')
        const check = (11 - (dot(body, [10, 9, 8, 7, 6, 5, 4, 3, 2]) % 11)) % 11
        return check > 9 ? null : `${body}${check}`
      }),
    published: ['9434765919'],
  },
  {
    check: 'uk-chi',
    complete: () =>
      until(() => {
        const body = fill('{dmy}###')
        const check = (11 - (dot(body, [10, 9, 8, 7, 6, 5, 4, 3, 2]) % 11)) % 11
        return check > 9 ? null : `${body}${check}`
      }),
    published: ['0101010109'],
  },
  {
    check: 'uk-upn',
    complete: () => {
      const body = fill('801########^')
      const sum = dot(body, [2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13])
      const offset = UPN_LETTERS.length * 90
      return `${UPN_LETTERS.charAt((sum + offset) % 23)}${body}`
    },
    published: [],
  },
]
