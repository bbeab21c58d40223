import type { Random } from './random.js'

/** An invented value. `cue` is the text that must stand around it for a rule to find it; `{}` is the value. */
export type Planted = { readonly value: string; readonly entity: string; readonly cue: string }

const SYLLABLES = [
  'bra',
  'cor',
  'del',
  'fen',
  'gul',
  'hom',
  'jas',
  'kil',
  'lor',
  'mav',
  'nep',
  'ost',
  'pry',
  'quil',
  'rud',
]
const GIVEN = ['Jane', 'Peter', 'Maria', 'Thomas', 'Olivia', 'Robert', 'Susan', 'Daniel']
const FAMILY = ['Hofmann', 'Kowalski', 'Whitaker', 'Lindqvist', 'Moreau', 'Bianchi', 'Okafor', 'Castellanos']

const word = (random: Random): string => random.pick(SYLLABLES) + random.pick(SYLLABLES)
const grouped = (text: string): string => text.replace(/.{4}(?=.)/g, '$& ')

const luhn = (random: Random): string => {
  const body = `4${random.digits(14)}`
  const sum = [...body].reduce((total, digit, at) => {
    const doubled = Number(digit) * (at % 2 === 0 ? 2 : 1)
    return total + (doubled > 9 ? doubled - 9 : doubled)
  }, 0)
  return body + ((10 - (sum % 10)) % 10)
}

const iban = (random: Random): string => {
  const account = random.digits(18)
  const check = 98n - (BigInt(`${account}131400`) % 97n)
  return `DE${String(check).padStart(2, '0')}${account}`
}

const ssn = (random: Random): string =>
  `${100 + random.below(500)}-${10 + random.below(89)}-${String(1000 + random.below(8999))}`

const bare = (entity: string, value: string): Planted => ({ entity, value, cue: '{}' })

/** What the shipped rules find wherever it stands alone; `CARD_NUMBER` as the number of a member of that name. */
const KINDS: readonly ((random: Random) => Planted)[] = [
  (random) => bare('EMAIL', `${word(random)}.${word(random)}${random.below(99)}@${word(random)}-${word(random)}.org`),
  (random) => bare('EMAIL', `${word(random)}_${word(random)}@mail.${word(random)}.com`),
  (random) => bare('CREDIT_CARD', grouped(luhn(random))),
  (random) => bare('IBAN', iban(random)),
  (random) => bare('IBAN', grouped(iban(random))),
  (random) => bare('US_SSN', ssn(random)),
  (random) => bare('PHONE', `+1 (${210 + random.below(80)}) 5${random.digits(2)}-${random.digits(4)}`),
  (random) => ({ ...bare('PERSON', `${random.pick(GIVEN)} ${random.pick(FAMILY)}`), cue: 'My name is {}.' }),
  (random) => ({ ...bare('CARD_NUMBER', luhn(random)), cue: '' }),
]

export const plant = (random: Random): Planted => random.pick(KINDS)(random)

/** A value that no rule knows, for maps and marks. */
export const unknownValue = (random: Random): Planted =>
  bare('ORGANIZATION', `${word(random)} ${word(random)} ${random.pick(['Oy', 'Ltd', 'KG'])}`)
