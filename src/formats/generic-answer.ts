import { ARGUMENTS, FREE, type Shape } from './shape.js'

const NAMES = [
  ...['id', 'object', 'type', 'role', 'model', 'status', 'event', 'signature', 'finish_reason', 'stop_reason'],
  ...['created_at', 'updated_at'],
]

const members: Record<string, Shape> = {}

/** No text itself; what an object in its place holds is. */
const PROTOCOL: Shape = { text: false, keys: false }

/** An answer of no documented form: ids, roles, signatures and the protocol's enums are not restored into, at any depth. */
export const GENERIC_ANSWER: Shape = { text: true, keys: true, ids: PROTOCOL, members }

/** All strings of an event that is called so are JSON in pieces. */
const ARGUMENTS_EVENT: Shape = { text: true, keys: true, tool: true, json: FREE, ids: PROTOCOL, members }

Object.assign(PROTOCOL, { rest: GENERIC_ANSWER })
for (const name of NAMES) members[name] = PROTOCOL
for (const name of ['arguments', 'partial_json', 'arguments_delta']) members[name] = ARGUMENTS

export const GENERIC_EVENTS: Readonly<Record<string, Shape>> = {
  arguments: ARGUMENTS_EVENT,
  partial_json: ARGUMENTS_EVENT,
  arguments_delta: ARGUMENTS_EVENT,
}

/** Any JSON at all: every string is restored. */
export const ANY_ANSWER: Shape = {
  text: true,
  keys: true,
  members: { arguments: ARGUMENTS, partial_json: ARGUMENTS, arguments_delta: ARGUMENTS },
}
