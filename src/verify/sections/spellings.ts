import { gzipSync } from 'node:zlib'
import type { Canary } from '../canaries.js'
import type { Ask } from '../client.js'
import { leadCanary } from '../lead-canary.js'
import { betrayed, exchange, runCases, type Section, type Trial } from '../trial.js'

type Spelling = readonly [name: string, request: Ask]

const CHAT = (space: string): string => `/v1/spaces/${encodeURIComponent(space)}/chat`

const escapedJson = (text: string): string =>
  `"${[...text].map((unit) => [...Array(unit.length).keys()].map((at) => `\\u${unit.charCodeAt(at).toString(16).padStart(4, '0')}`).join('')).join('')}"`

/** One value, written and hidden as clients and attackers may: in the body, in its encoding, in the path. */
const spellingsOf = (chat: string, { text }: Canary): readonly Spelling[] => {
  const message = JSON.stringify({ message: text })
  const data = Buffer.from(text).toString('base64')
  const json = (body: unknown, path = chat): Ask => ({ path, body: JSON.stringify(body) })
  return [
    ['every character as \\u escape', { path: chat, body: `{"message":${escapedJson(text)}}` }],
    ['JSON in a string', json({ message: JSON.stringify({ inner: { text } }) })],
    ['JSON in JSON in a string', json({ message: JSON.stringify({ inner: JSON.stringify({ text }) }) })],
    ['name of a member', json({ message: 'hello', metadata: { [text]: 1 } })],
    ['deep in free-form data', json({ message: 'hello', metadata: { a: [{ b: [[{ c: text }]] }] } })],
    ['beside an image', json({ message: text, images: [`data:image/png;base64,${'A'.repeat(64)}`] })],
    [
      'text file in base64',
      json(
        {
          messages: [
            {
              role: 'user',
              content: [{ type: 'document', source: { type: 'base64', media_type: 'text/plain', data } }],
            },
          ],
        },
        '/v1/messages',
      ),
    ],
    ['in ten thousand words', json({ message: `${'word '.repeat(5000)}${text}${' word'.repeat(5000)}` })],
    ['after a BOM', { path: chat, body: `\ufeff${message}` }],
    ['body in gzip', { path: chat, body: gzipSync(message), headers: { 'content-encoding': 'gzip' } }],
    ['content-type text/plain', { path: chat, body: message, headers: { 'content-type': 'text/plain' } }],
    ['another charset', { path: chat, body: message, headers: { 'content-type': 'application/json; charset=utf-16' } }],
    ['in the query', { path: `${chat}?q=${encodeURIComponent(text)}`, body: JSON.stringify({ message: 'hello' }) }],
    ['a prefix', { path: `/api-proxy${chat}`, body: message }],
    ['a trailing slash', { path: `${chat}/`, body: message }],
    ['upper case', { path: chat.toUpperCase(), body: message }],
    ['an escaped letter', { path: chat.replace('chat', 'c%68at'), body: message }],
    ['an escaped slash', { path: chat.replace('/chat', '%2Fchat'), body: message }],
    ['two slashes', { path: chat.replace('/chat', '//chat'), body: message }],
    ['a dot segment', { path: chat.replace('/chat', '/x/../chat'), body: message }],
    ['a path parameter', { path: `${chat};v=1`, body: message }],
    ['method PUT', { method: 'PUT', path: chat, body: message }],
    ['a method override', { path: chat, body: message, headers: { 'x-http-method-override': 'PUT' } }],
    ['a route that is not protected', { path: '/v1/not-protected', body: message }],
  ]
}

/** The same value in other writings: refused, or taken out. `unmatched: passthrough` lets some go on, and that is said. */
export const runSpellings = (trial: Trial): Promise<Section> => {
  const canary = leadCanary(trial)
  const section = { id: 'spellings', title: 'Other spellings of body and path' }
  if (canary === null) return Promise.resolve(withoutCanary(section))
  return runCases(trial, section, spellingsOf(CHAT(trial.space), canary), async ([where, request]) => {
    const { answer, seen } = await exchange(trial, 'first', request)
    const trace = betrayed(trial, seen, canary)
    if (trace !== null) return { where, what: trace }
    const isRefused = answer.status >= 400 && answer.status < 500
    return seen.length > 0 || isRefused
      ? null
      : { where, what: `neither forwarded nor refused: status ${answer.status}` }
  })
}

export const withoutCanary = (section: Pick<Section, 'id' | 'title'>): Section => ({
  ...section,
  tried: 0,
  failures: [],
  notes: [],
  skipped: 'no rule has an example whose value can be told from any other text',
})
