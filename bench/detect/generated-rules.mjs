import { digits, pick } from '../traffic/random.mjs'

/**
 * Rules of invented kinds of numbers and keys, to see how the cost grows with rules that are not there yet. They are of
 * the kinds that the shipped ones are of, in about the same shares: numbers that need a word beside them, grouped numbers
 * with a check digit, numbers that begin with letters, tokens with a prefix, and keys that are assigned to a name.
 */
const SYLLABLES = [
  'vor',
  'mel',
  'tan',
  'quis',
  'dru',
  'ken',
  'lop',
  'zar',
  'fim',
  'hul',
  'bex',
  'nor',
  'pag',
  'rud',
  'sov',
]
const KINDS = ['bare', 'bare', 'bare', 'grouped', 'grouped', 'lettered', 'token', 'token', 'assigned']
const LOWER = 'abcdefghijklmnopqrstuvwxyz'
const ALPHANUMERIC = `${LOWER}${LOWER.toUpperCase()}0123456789`

const word = (random) => pick(random, SYLLABLES) + pick(random, SYLLABLES) + pick(random, SYLLABLES)
const between = (random, least, most) => least + Math.floor(random() * (most - least + 1))
const chars = (random, alphabet, count) => Array.from({ length: count }, () => pick(random, alphabet)).join('')

const numberContext = (name) => ({
  boost: { any: [name, `${name}-nr`], en: [`${name} number`, `${name} id`], de: [`${name}nummer`] },
  suppress: { en: ['order number', 'tracking number', 'serial number'] },
  json_keys: [name, `${name}_number`],
})

/** Digits whose check digit `isValid` accepts, and the same with another last digit. */
const checkedDigits = (random, count, isValid) => {
  for (;;) {
    const head = digits(random, count - 1)
    const last = [...'0123456789'].find((digit) => isValid(head + digit))
    if (last !== undefined) return { valid: head + last, broken: head + ((Number(last) + 1) % 10) }
  }
}

const weightedOf = (random, count) => ({
  weights: Array.from({ length: count - 1 }, () => between(random, 1, 9)),
  ...{ mod: 11, check: 'last', ten_as: 'reject', complement: true, digit_sum: false },
})

const bare = (random, name) => {
  const count = between(random, 7, 13)
  return {
    group: 'NATIONAL_ID',
    patterns: [{ regex: `\\b[1-9]\\d{${count - 1}}\\b`, likelihood: 'possible', requires_context: true }],
    normalize: ['digits-only'],
    context: numberContext(name),
    tests: { match: [`${name}: [[${digits(random, count)}]]`], no_match: [`${name}: ${digits(random, count - 1)}`] },
  }
}

const grouped = (random, name, createWeightedCheck) => {
  const [first, second] = [between(random, 3, 4), between(random, 3, 5)]
  const count = first + second + 2
  const weighted = weightedOf(random, count)
  const { valid, broken } = checkedDigits(random, count, createWeightedCheck(weighted))
  const sign = pick(random, ['-', ' ', '.'])
  const write = (all) => [all.slice(0, first), all.slice(first, first + second), all.slice(first + second)].join(sign)
  const gap = sign === '.' ? '\\.' : sign
  return {
    group: 'TAX_ID',
    patterns: [
      { regex: `\\b[1-9]\\d{${first - 1}}${gap}\\d{${second}}${gap}\\d{2}\\b`, likelihood: 'possible' },
      { regex: `\\b[1-9]\\d{${count - 1}}\\b`, likelihood: 'unlikely', requires_context: true },
    ],
    normalize: ['digits-only'],
    validate: [{ weighted }],
    invalid: 'drop',
    context: numberContext(name),
    tests: { match: [`${name} [[${write(valid)}]]`, `${name}: [[${valid}]]`], no_match: [`${name} ${write(broken)}`] },
  }
}

const lettered = (random, name) => {
  const [letters, count] = [between(random, 1, 3), between(random, 6, 9)]
  const value = chars(random, LOWER.toUpperCase(), letters) + digits(random, count)
  return {
    group: 'PASSPORT',
    patterns: [{ regex: `\\b[A-Z]{${letters}}\\d{${count}}\\b`, likelihood: 'possible', requires_context: true }],
    context: numberContext(name),
    tests: { match: [`${name} [[${value}]]`], no_match: [`${name} ${value}7`] },
  }
}

const token = (random, name) => {
  const [prefix, count] = [`${name.slice(0, 5)}_`, between(random, 20, 40)]
  return {
    group: 'SECRET',
    keywords: [prefix],
    patterns: [{ regex: `\\b${prefix}[A-Za-z0-9]{${count}}\\b`, likelihood: 'very_likely' }],
    tests: { match: [`key [[${prefix}${chars(random, ALPHANUMERIC, count)}]]`], no_match: [`${prefix}short`] },
  }
}

const assigned = (random, name) => {
  const value = chars(random, 'abcdef0123456789', 32)
  return {
    group: 'SECRET',
    keywords: [name],
    patterns: [
      {
        regex: `(?i:\\b${name}[\\w.-]{0,20}(?:key|token|secret))["']?[ \\t]{0,4}[:=][ \\t]{0,4}["']?(?P<key>[a-f0-9]{32})(?:[^A-Za-z0-9]|$)`,
        ...{ capture: 'key', likelihood: 'very_likely' },
      },
    ],
    tests: { match: [`${name}_api_key="[[${value}]]"`], no_match: [`${name}_api_key="$VALUE"`] },
  }
}

const WRITERS = { bare, grouped, lettered, token, assigned }

/** `count` rules as a rule file holds them. `createWeightedCheck` is the product's, to write examples that hold. */
export const generateRules = (random, count, createWeightedCheck) => {
  const names = new Set()
  while (names.size < count) names.add(word(random))
  return [...names].map((name, index) => ({
    id: `generated-${index + 1}`,
    entity: `GENERATED_${index + 1}`,
    name: `Invented ${name}`,
    severity: 'medium',
    jurisdictions: ['GLOBAL'],
    ...WRITERS[KINDS[index % KINDS.length]](random, name, createWeightedCheck),
  }))
}
