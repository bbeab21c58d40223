/** What each key of a rule file means, and how it is written. docs/rules.md and the JSON Schema are made of it. */
type Note = readonly [meaning: string, example: string]

/** Keys of the parts beside `rules` carry their meaning in the schema; here they have only their example. */
const EXAMPLES: Readonly<Record<string, string>> = {
  'pack.id': 'id: acme',
  'pack.version': 'version: 1.0.0',
  'pack.description': 'description: Numbers that only ACME uses',
  'pack.owner': 'owner: privacy@acme.example',
  'pack.kind': 'kind: custom',
  'pack.changes': 'changes: [{ version: 1.0.0, date: 2026-11-23, author: m.curie, reason: First version }]',
  'pack.changes[].version': 'version: 1.0.0',
  'pack.changes[].date': 'date: 2026-11-23',
  'pack.changes[].author': 'author: m.curie',
  'pack.changes[].reason': 'reason: First version',
  'pack.changes[].ticket': 'ticket: PRIV-231',
  'lists[].id': 'id: project-names',
  'lists[].description': 'description: Names under NDA',
  'lists[].owner': 'owner: legal@acme.example',
  'lists[].join': 'join: [hyphen, none]',
  'lists[].terms': 'terms: [Blue Heron, Nightjar-7]',
  'lists[].hashed': 'hashed: { salt: …, words: 2, values: […] }',
  'lists[].hashed.salt': 'salt: kept-by-coatcheck-rules-hash',
  'lists[].hashed.words': 'words: 2',
  'lists[].hashed.values': 'values: [9f86d081884c7d65…]',
  'allow[].id': 'id: support-mailbox',
  'allow[].entities': 'entities: [EMAIL]',
  'allow[].values': 'values: [support@acme.example]',
  'allow[].domains': 'domains: [press.acme.example]',
  'allow[].regexes': "regexes: ['noreply[0-9]{1,3}@acme[.]example']",
  'allow[].tenants': 'tenants: [acme]',
  'allow[].spaces': 'spaces: [hr]',
  'allow[].routes': 'routes: [/v1/chat/*]',
  'allow[].owner': 'owner: comms@acme.example',
  'allow[].reason': 'reason: Published on our website',
  'allow[].expires': 'expires: 2027-06-30',
  'policies[].id': 'id: hr',
  'policies[].extends': 'extends: default',
  'policies[].match': 'match: { spaces: [hr] }',
  'policies[].match.tenants': 'tenants: [acme]',
  'policies[].match.spaces': 'spaces: [hr]',
  'policies[].match.routes': 'routes: [/v1/chat/*]',
  'policies[].mode': 'mode: enforce',
  'policies[].min_likelihood': 'min_likelihood: likely',
  'policies[].jurisdictions': 'jurisdictions: [US, DE]',
  'policies[].entities': 'entities: { US_SSN: block, EMAIL: { operator: mask, min_likelihood: possible } }',
  'policies[].entities.*.operator': 'operator: mask',
  'policies[].entities.*.min_likelihood': 'min_likelihood: possible',
  'policies[].groups': 'groups: { DATE: allow }',
  'policies[].by_severity': 'by_severity: { critical: block }',
  'policies[].default_operator': 'default_operator: pseudonymise',
  'policies[].owner': 'owner: dpo@acme.example',
  'policies[].reason': 'reason: Works council agreement of 2025',
  'policies[].tests': "tests: [{ in: 'Mail jane@corp.example', out: 'Mail <EMAIL_1>' }]",
  'policies[].tests[].in': "in: 'Mail jane@corp.example'",
  'policies[].tests[].out': "out: 'Mail <EMAIL_1>'",
  'policies[].tests[].tenant': 'tenant: acme',
  'policies[].tests[].space': 'space: hr',
  'policies[].tests[].route': 'route: /v1/chat/completions',
}

const NOTES: Readonly<Record<string, Note>> = {
  schema: ['Version of this form of file; always 1.', 'schema: 1'],
  pack: [
    'Who owns the file and what changed in it.',
    'pack: { id: acme, version: 1.0.0, owner: privacy@acme.example }',
  ],
  rules: ['The rules: what to find.', 'rules: [{ id: acme-badge, … }]'],
  lists: ['Terms for rules that find words instead of shapes.', 'lists: [{ id: project-names, terms: [Blue Heron] }]'],
  allow: ['Exceptions: what may pass although a rule finds it.', 'allow: [{ id: support-mailbox, … }]'],
  policies: ['What happens to a finding, and where.', 'policies: [{ id: hr, … }]'],
  'rules[].id': ['Name of the rule, the only one in all files: small letters, digits, hyphens.', 'id: us-ssn'],
  'rules[].entity': ['Kind of data; appears in the placeholder: `<US_SSN_1>`.', 'entity: US_SSN'],
  'rules[].group': ['The common label of the kind of data. All rules of an entity have the same.', 'group: SSN'],
  'rules[].name': ['What it is, for people.', 'name: US Social Security number'],
  'rules[].status': [
    '`draft`: tested and not run; `shadow`: counted, and nothing is changed; `active`; `deprecated`: active, to be removed.',
    'status: shadow',
  ],
  'rules[].severity': ['How bad a leak is.', 'severity: high'],
  'rules[].jurisdictions': ['Countries that it is for, by their two letters, or GLOBAL.', 'jurisdictions: [US]'],
  'rules[].regulations': ['Laws and standards that ask for it; for people.', 'regulations: [GDPR]'],
  'rules[].owner': ['Who answers for the rule.', 'owner: hr-data@acme.example'],
  'rules[].reason': ['Why the rule is there.', 'reason: Works council agreement of 2025'],
  'rules[].subject': [
    'Whose data it is. Data of organisations can be left out where a caller asks.',
    'subject: organisation',
  ],
  'rules[].references': [
    'Pages of the authority that says how the number is made.',
    "references: ['https://www.ssa.gov/']",
  ],
  'rules[].keywords': ['A text without one of these is not searched at all.', "keywords: ['@']"],
  'rules[].patterns': [
    'The shapes of the value. A rule has patterns, or a list.',
    "patterns: [{ regex: '\\bAC-\\d{6}\\b', likelihood: likely }]",
  ],
  'rules[].patterns[].id': ['Name of the shape, for explanations.', 'id: dashed'],
  'rules[].patterns[].regex': ['The shape, in the syntax of RE2.', "regex: '\\bAC-\\d{6}\\b'"],
  'rules[].patterns[].flags': ['`i` ignores case.', 'flags: i'],
  'rules[].patterns[].capture': ['Only this named group, `(?P<name>…)`, is the value.', 'capture: number'],
  'rules[].patterns[].likelihood': ['How likely the shape alone is the value.', 'likelihood: possible'],
  'rules[].patterns[].requires_context': [
    'Counts only beside a word of `boost` or a name of `json_keys`.',
    'requires_context: true',
  ],
  'rules[].list': ['Finds the terms of this list instead of patterns.', 'list: project-names'],
  'rules[].likelihood': [
    'For a rule with a list: how likely a term is meant. Default: very_likely.',
    'likelihood: likely',
  ],
  'rules[].normalize': ['What is done to the value before it is checked.', 'normalize: [digits-only]'],
  'rules[].validate': ['Checks of the value: names, a length, or weights.', 'validate: [luhn]'],
  'rules[].validate[].length': ['Lengths that the value may have.', 'length: [13, 16]'],
  'rules[].validate[].weighted': [
    'A check digit computed from weights.',
    'weighted: { weights: [7, 6, 5, 4, 3, 2, 1], mod: 11 }',
  ],
  'rules[].validate[].weighted.weights': [
    'By what each digit is multiplied, from the left.',
    'weights: [7, 6, 5, 4, 3, 2, 1]',
  ],
  'rules[].validate[].weighted.mod': ['What the sum is divided by.', 'mod: 11'],
  'rules[].validate[].weighted.check': [
    'Where the check digit stands; `none`: the whole sum must leave nothing.',
    'check: last',
  ],
  'rules[].validate[].weighted.ten_as': [
    'What stands for a remainder of ten; `reject`: such numbers do not exist.',
    'ten_as: X',
  ],
  'rules[].validate[].weighted.complement': [
    'The check digit is what is missing to the next multiple.',
    'complement: false',
  ],
  'rules[].validate[].weighted.digit_sum': [
    'Products of two digits count by the sum of their digits.',
    'digit_sum: true',
  ],
  'rules[].invalid': [
    'A value that fails its checks: `lower` counts it only where it is named, `drop` never, `keep` beside any context word.',
    'invalid: drop',
  ],
  'rules[].valid_steps': ['By how many steps a passed check raises the likelihood.', 'valid_steps: 2'],
  'rules[].max_length': ['Longest value in characters; needed where a repeat has no end.', 'max_length: 64'],
  'rules[].context': ['Words around the value.', 'context: { boost: { en: [badge] } }'],
  'rules[].context.window': ['How far words are looked for.', 'window: { before: 60, after: 30 }'],
  'rules[].context.window.before': ['Characters before the value.', 'before: 60'],
  'rules[].context.window.after': ['Characters behind the value.', 'after: 30'],
  'rules[].context.boost_steps': ['By how many steps a word of `boost` raises the likelihood, once.', 'boost_steps: 2'],
  'rules[].context.suppress_steps': ['By how many steps a word of `suppress` lowers it, once.', 'suppress_steps: 2'],
  'rules[].context.boost': ['Words that speak for the value, by language.', 'boost: { en: [badge], de: [Ausweis] }'],
  'rules[].context.suppress': ['Words that speak against it, by language.', 'suppress: { en: [order, ticket] }'],
  'rules[].context.json_keys': ['Names of JSON members that speak for it.', 'json_keys: [badge_number]'],
  'rules[].exclude': [
    'Values that are never meant.',
    'exclude: [{ values: [078-05-1120], reason: Famous void number }]',
  ],
  'rules[].exclude[].values': ['The values.', 'values: [078-05-1120]'],
  'rules[].exclude[].reason': ['Why they are not meant.', 'reason: Famous void number'],
  'rules[].tests': [
    'Examples that hold; they run whenever the rules are loaded.',
    "tests: { match: ['badge [[AC-123456]]'], no_match: ['AC-12345'] }",
  ],
  'rules[].tests.match': ['Texts in which the rule finds what stands in `[[ ]]`.', "match: ['badge [[AC-123456]]']"],
  'rules[].tests.match[].text': ['The text.', "text: 'badge [[AC-123456]]'"],
  'rules[].tests.match[].hint': ['Name of the JSON member that the text is the value of.', 'hint: badge'],
  'rules[].tests.match[].likelihood': ['The likelihood that must come out.', 'likelihood: very_likely'],
  'rules[].tests.no_match': ['Texts in which the rule finds nothing.', "no_match: ['AC-12345']"],
  'rules[].tests.no_match[].text': ['The text.', "text: 'AC-12345'"],
  'rules[].tests.no_match[].hint': ['Name of the JSON member that the text is the value of.', 'hint: order'],
  'rules[].tests.no_match[].likelihood': ['Means nothing here.', 'likelihood: likely'],
}

/** Meaning and example of a key by its path (`rules[].patterns[].regex`); undefined for a path that is not listed. */
export const noteOf = (path: string): { readonly meaning: string; readonly example: string } | undefined => {
  const note = NOTES[path]
  if (note !== undefined) return { meaning: note[0], example: note[1] }
  const example = EXAMPLES[path]
  return example === undefined ? undefined : { meaning: '', example }
}

/** Where a key may stand, as `lists` or `rules, context`; nothing for a name that no place knows, or that several do. */
export const placesOf = (name: string): readonly string[] => {
  const places = [...Object.keys(NOTES), ...Object.keys(EXAMPLES)].flatMap((path) => {
    const steps = path.replaceAll(/\[\]|\.\*/g, '').split('.')
    return steps.at(-1) === name && steps.length > 1 ? [steps.slice(0, -1).join(', ')] : []
  })
  return places.length === 1 ? places : []
}

/** Names of the keys that may stand under a path; all sections for the empty path. */
export const keysBelow = (parent: string): readonly string[] => {
  const prefix = parent === '' ? '' : `${parent}.`
  return [...Object.keys(NOTES), ...Object.keys(EXAMPLES)]
    .filter((path) => path.startsWith(prefix))
    .map((path) => path.slice(prefix.length))
    .filter((rest) => rest !== '' && !/[.[\]]/.test(rest))
}
