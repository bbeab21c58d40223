import type { Canary } from '../canaries.js'
import type { Ask } from '../client.js'
import { leadCanary } from '../lead-canary.js'
import { traceIn } from '../traces.js'
import { exchange, runCases, type Section, type Trial } from '../trial.js'
import { withoutCanary } from './spellings.js'

type Bad = readonly [name: string, request: Ask]

/** Requests that must be refused, each with the value in it. */
const badRequests = (path: string, { text, value }: Canary): readonly Bad[] => {
  const good = JSON.stringify({ message: text })
  const quoted = JSON.stringify(text)
  const withHeader = (name: string, header: string): Ask => ({ path, body: good, headers: { [name]: header } })
  const ascii = encodeURIComponent(JSON.stringify({ '<NO_NUMBER>': value }))
  return [
    ['not JSON', { path, body: `{"message":${quoted}` }],
    ['two equal keys', { path, body: `{"message":${quoted},"message":${quoted}}` }],
    ['no UTF-8', { path, body: Buffer.concat([Buffer.from(good.slice(0, -2)), Buffer.from([0xff, 0x22, 0x7d])]) }],
    ['broken gzip', { path, body: good, headers: { 'content-encoding': 'gzip' } }],
    ['unknown encoding', { path, body: good, headers: { 'content-encoding': 'planted' } }],
    ['unknown media type', { path, body: good, headers: { 'content-type': 'application/xml' } }],
    ['a map with a bad key', withHeader('X-Pii-Mapping', ascii)],
    ['a map that is no map', withHeader('X-Chat-History-Pii-Mapping', encodeURIComponent(JSON.stringify([value])))],
    [
      'positions that do not fit',
      withHeader('X-Pii-Positions', '[{"start":5,"end":99999,"entity":"EMAIL","field":"/message"}]'),
    ],
    ['an unknown directive', withHeader('X-Pii-Mapping', 'planted=mask')],
    ['a dot segment', { path: `${path}/../chat`, body: good }],
  ]
}

/** Bad requests are refused before anything is forwarded, in words that quote nothing. */
export const runRefusals = (trial: Trial): Promise<Section> => {
  const canary = leadCanary(trial)
  const section = { id: 'refusals', title: 'Refusals forward and quote nothing' }
  if (canary === null) return Promise.resolve(withoutCanary(section))
  const path = `/v1/spaces/${encodeURIComponent(trial.space)}/chat`
  return runCases(trial, section, badRequests(path, canary), async ([where, request]) => {
    const { answer, seen } = await exchange(trial, 'first', request)
    if (seen.length > 0) return { where, what: 'it was forwarded' }
    if (answer.status < 400 || answer.status > 499)
      return { where, what: `it was not refused: status ${answer.status}` }
    const trace = traceIn(answer.body + JSON.stringify(answer.headers), canary.needles)
    return trace === null ? null : { where, what: `the error quotes the value (${trace})` }
  })
}
