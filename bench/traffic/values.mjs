import { digits, pick } from './random.mjs'

/** Invented values in the forms that people write. Card and IBAN have right check digits, the phones are of ranges kept for fiction. */

const FIRST = ['Mara', 'Tobias', 'Elena', 'Pavel', 'Ingrid', 'Samuel', 'Noemi', 'Victor', 'Hanna', 'Rafael']
const LAST = ['Kestrel', 'Ambrosius', 'Lindqvist', 'Okonedo', 'Farrow', 'Petrova', 'Santangelo', 'Weissmann']
const HOSTS = ['example.com', 'example.org', 'mail.example.net', 'post.example.com']

const luhnDigit = (payload) => {
  let sum = 0
  for (let i = 0; i < payload.length; i++) {
    const digit = Number(payload[payload.length - 1 - i]) * (i % 2 === 0 ? 2 : 1)
    sum += digit > 9 ? digit - 9 : digit
  }
  return String((10 - (sum % 10)) % 10)
}

const ibanCheck = (country, account) => {
  const letters = [...`${account}${country}00`].map((c) => (/[A-Z]/.test(c) ? c.charCodeAt(0) - 55 : c)).join('')
  return String(98n - (BigInt(letters) % 97n)).padStart(2, '0')
}

const createEmail = (random) =>
  `${pick(random, FIRST).toLowerCase()}.${pick(random, LAST).toLowerCase()}${digits(random, 4)}@${pick(random, HOSTS)}`

const createPhone = (random) =>
  pick(random, [
    () => `+1 415 555 01${digits(random, 2)}`,
    () => `+44 20 7946 0${digits(random, 3)}`,
    () => `(415) 555-01${digits(random, 2)}`,
  ])()

const createCard = (random) => {
  const payload = `4${digits(random, 14)}`
  return (payload + luhnDigit(payload)).replace(/(.{4})(?=.)/g, '$1 ')
}

const createIban = (random) => {
  const account = `37040044${digits(random, 10)}`
  return `DE${ibanCheck('DE', account)}${account}`
}

const createName = (random) => `${pick(random, FIRST)} ${pick(random, LAST)}`

const EMAIL_SENTENCES = [
  'You can write to @ at any time.',
  'My address is @ as before.',
  'Please copy @ on the answer.',
]
const PHONE_SENTENCES = ['My phone number is @ in the daytime.', 'Please call me at @ after six.']
const THIRD = [
  { create: createName, sentence: 'My name is @.' },
  { create: createCard, sentence: 'Please charge the credit card @ again.' },
  { create: createIban, sentence: 'The refund goes to IBAN @ please.' },
]

const write = (sentence, value) => ({ sentence: sentence.replace('@', () => value), value })

/** Two sentences with one value each, an e-mail address (`EMAIL_1`) and a phone number (`PHONE_1`). */
export const createPair = (random) => [
  write(pick(random, EMAIL_SENTENCES), createEmail(random)),
  write(pick(random, PHONE_SENTENCES), createPhone(random)),
]

/** A sentence with a name, a card or an IBAN. */
export const createThird = (random) => {
  const { create, sentence } = pick(random, THIRD)
  return write(sentence, create(random))
}
