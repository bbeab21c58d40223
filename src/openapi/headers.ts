import { PII_HEADERS } from '../mapping/headers.js'

type Schema = Readonly<Record<string, unknown>>

const TEXT: Schema = { type: 'string' }

/** Headers that a client may send on a protected route (contract section 4). */
export const REQUEST_HEADERS: Readonly<Record<string, string>> = {
  [PII_HEADERS.mapping]:
    'A map that the user has reviewed (placeholder to original: JSON, percent-encoded, base64 or sealed), or directives for this request such as `email=mask, ssn=redact`.',
  [PII_HEADERS.auto]: 'A map that was computed earlier for this message. Detection still runs.',
  [PII_HEADERS.positions]: 'Spans that the user marked by hand: they are replaced even where no rule matches.',
  [PII_HEADERS.history]: 'The map of the thread so far, as the last answer gave it.',
}

/** Headers of an answer on a protected route. */
export const ANSWER_HEADERS: Readonly<Record<string, string>> = {
  'X-Pii-Guard':
    'What was done: mode, number of replacements, policy and digest of the rules. On every answer of a protected route.',
  [PII_HEADERS.auto]: 'The map of this request, sealed unless configured otherwise. Absent where nothing was replaced.',
  [PII_HEADERS.positions]: 'Where the replaced values stood in the text that the client sent, in code points.',
  [PII_HEADERS.history]: 'The map of the thread after this turn: to be sent back with the next one.',
}

/** Parameters under `#/components/parameters`, by key. */
export const headerParameters = (): Readonly<Record<string, Schema>> =>
  Object.fromEntries(
    Object.entries(REQUEST_HEADERS).map(([name, description]) => [
      name,
      { name, in: 'header', required: false, description, schema: TEXT },
    ]),
  )

/** Headers under `#/components/headers`, by key. */
export const answerHeaders = (): Readonly<Record<string, Schema>> =>
  Object.fromEntries(Object.entries(ANSWER_HEADERS).map(([name, description]) => [name, { description, schema: TEXT }]))

/** `{ name: { $ref } }` of each. */
export const refsTo = (kind: 'headers', names: readonly string[]): Schema =>
  Object.fromEntries(names.map((name) => [name, { $ref: `#/components/${kind}/${name}` }]))
