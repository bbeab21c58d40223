import { digits, pick } from '../traffic/random.mjs'
import { createText } from '../traffic/texts.mjs'

const LOWER = 'abcdefghijklmnopqrstuvwxyz'
const BASE64 = `${LOWER}${LOWER.toUpperCase()}0123456789+/`
const WORDS = ['four', 'one', 'zero', 'seven', 'nine', 'two', 'five', 'eight', 'three', 'six']
const CONTEXT = ['ssn', 'iban', 'tin', 'passport', 'phone', 'tax id', 'account number', 'password', 'dob', 'vat', 'pan']
/** Cyrillic and Greek letters that look like Latin ones. */
const LOOKALIKES = 'аеорсухіјѕοανι'

const one = (alphabet) => (random) => alphabet[Math.floor(random() * alphabet.length)]
const same = (text) => () => text
const code = (char) => char.codePointAt(0)
const someDigits = (least, most) => (random) => digits(random, least + Math.floor(random() * (most - least + 1)))

const URL_START = ['https://', 'http://a@', 'ftp://', '//', 'www.']

/** One piece of each kind; a text is pieces until it is long enough. */
const PIECES = {
  'one run of digits': one('0123456789'),
  'one digit again and again': same('1'),
  'at signs': same('@'),
  'a@a@a@': same('a@'),
  'a.a.a.': same('a.'),
  'a@a.a.a@a.a.a': one(['a@', 'a.', 'a-']),
  dots: same('.'),
  'hexadecimal digits': one('0123456789abcdef'),
  'pairs with colons': (random) => `${one('0123456789abcdef')(random)}${one('0123456789abcdef')(random)}:`,
  'colons and digits': one('0123456789:'),
  'dotted numbers': (random) => `${someDigits(1, 3)(random)}.`,
  'base64, one run': one(BASE64),
  'words of one letter': (random) => `${one(LOWER)(random)} `,
  'one letter again and again': same('a'),
  'one long word': one(LOWER),
  'capitals and digits': (random) => `${one('ABCDEFGHIJKLMNOPQRSTUVWXYZ')(random)}${someDigits(0, 9)(random)} `,
  'opening brackets': one('([{<'),
  'nested objects': same('{"a":'),
  quotes: one(`"'\`\\`),
  'almost IBANs': (random) => `DE${digits(random, 2)} ${digits(random, 4)} ${digits(random, 4)} ${digits(random, 4)} `,
  'almost cards': (random) => `4${digits(random, 3)}-${digits(random, 4)}-${digits(random, 4)}-${digits(random, 3)}x `,
  'almost phone numbers': (random) => `+1 (${digits(random, 3)} ${digits(random, 3)}-${digits(random, 2)} `,
  'almost keys': (random) => `sk-${one(BASE64)(random)} AKIA${digits(random, 4)} ghp_ eyJ. `,
  'digits with spaces': (random) => `${one('0123456789')(random)} `,
  'digits with hyphens': (random) => `${one('0123456789')(random)}-`,
  'groups of digits': (random) => `${someDigits(1, 6)(random)}${pick(random, [' ', '-', '.', '/'])}`,
  'digits in words': (random) => `${pick(random, WORDS)} `,
  'at and dot in words': same('a (at) b dot '),
  'zero-width signs': (random) => `${one('a1@.')(random)}\u200b`,
  'combining marks': (random) => `${one(LOWER)(random)}\u0301\u0327`,
  'only combining marks': same('\u0301'),
  homoglyphs: one(`${LOOKALIKES}@.1`),
  'full-width signs': (random) => String.fromCodePoint(code('！') + Math.floor(random() * 94)),
  'percent-encoding': (random) => `%${one('2346')(random)}${one('0123456789abcdef')(random)}`,
  'percent signs': same('%'),
  'HTML entities': (random) => `&#${someDigits(2, 2)(random)};`,
  '\\u escapes': (random) => `\\u00${one('34')(random)}${one('0123456789')(random)}`,
  backslashes: same('\\'),
  'starts of URLs': (random) => pick(random, URL_START),
  'slashes and letters': (random) => `${one(LOWER)(random)}/`,
  'names of secrets': (random) =>
    `${pick(random, ['password', 'api_key', 'token', 'secret'])}${pick(random, ['=', ': "', ' is '])}`,
  'one name of a secret, joined': same('password_'),
  'starts of private keys': same('-----BEGIN PRIVATE KEY-----\n'),
  'context words with numbers': (random) => `${pick(random, CONTEXT)} ${someDigits(7, 13)(random)} `,
  'only context words': (random) => `${pick(random, CONTEXT)} `,
  introductions: same('my name is Dear Mr. '),
  'capitalised words': (random) =>
    `${one('ABCDEFGHIJKLMNOPQRSTUVWXYZ')(random)}${one(LOWER)(random)}${one(LOWER)(random)} `,
  dates: (random) => `${someDigits(1, 2)(random)}/${someDigits(1, 2)(random)}/${someDigits(2, 4)(random)} `,
  'addresses of streets': (random) => `${someDigits(1, 5)(random)} Main `,
  'white space': one(' \t\n'),
  'prose with a capital I with a dot': (random) => `${createText(random, 400)} İstanbul. `,
  'prose with the sign of the kelvin': (random) => `${createText(random, 400)} 300 \u212a. `,
  'emoji and astral letters': one([...'😀👍🏽𝐀𝟏𝟐𝟑']),
  'e-mail addresses': (random) => `${one(LOWER)(random)}${one(LOWER)(random)}@${one(LOWER)(random)}.co `,
}

/** An address that must still be found behind all of it. */
export const PLANTED = 'mara.kestrel4711@example.com'
const TAIL = `\nPlease write to ${PLANTED} today.`

const write = (piece, random, length) => {
  const parts = []
  let written = 0
  while (written < length - TAIL.length) {
    const part = piece(random)
    parts.push(part)
    written += part.length
  }
  return parts.join('') + TAIL
}

/** Texts of about `length` UTF-16 code units that were made to be slow to search: `[{ kind, create(random) }]`. */
export const adversarialKinds = (length) =>
  Object.entries(PIECES).map(([kind, piece]) => ({ kind, create: (random) => write(piece, random, length) }))
