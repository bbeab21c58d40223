import { leadCanary } from '../lead-canary.js'
import { textAt } from '../places.js'
import type { Plan } from '../recorder.js'
import { type StreamKind, streamKindsOf } from '../stream-bodies.js'
import { betrayed, exchange, type Failure, runCases, type Section, type Trial } from '../trial.js'
import { withoutCanary } from './spellings.js'

type Way = 'cut' | 'split'
type Case = { readonly kind: StreamKind; readonly way: Way; readonly at: number }

/** A placeholder lies in several events, whatever its length. */
const PIECE = 5

const piecesOf = (text: string): string[] => text.match(new RegExp(`[\\s\\S]{1,${PIECE}}`, 'gu')) ?? []

/** Answers with the stream of what arrived: whole in two parts, or only the first of them and then a cut connection. */
const planOf =
  ({ kind, way, at }: Case): Plan =>
  ({ body }, response) => {
    const bytes = kind.write(piecesOf(textAt(body.toString(), kind.echo) ?? ''))
    response.writeHead(200, { 'Content-Type': kind.contentType })
    response.flushHeaders()
    response.write(bytes.subarray(0, at), () => {
      if (way === 'cut') response.destroy()
      else setImmediate(() => response.end(bytes.subarray(at)))
    })
  }

const tryOne = async (trial: Trial, one: Case, text: string): Promise<string | null> => {
  const { kind, way } = one
  const body = JSON.stringify(kind.request(text))
  const { answer } = await exchange(trial, 'first', { path: kind.path, body }, planOf(one))
  if (way === 'split') {
    if (answer.status !== 200 || !answer.isComplete) return `it did not come whole: status ${answer.status}`
    return kind.read(answer.body) === text ? null : 'the text is not the one that was sent'
  }
  if (answer.status === 200 && answer.isComplete) return 'the cut stream was ended as if it were complete'
  if (answer.status !== 200) return answer.status === 0 || answer.status >= 500 ? null : `status ${answer.status}`
  return text.startsWith(kind.read(answer.body)) ? null : 'what came before the cut is no beginning of the text'
}

/** The length in bytes of the upstream's stream; null where the text does not arrive as it should. */
const lengthOf = async (
  trial: Trial,
  kind: StreamKind,
  needles: Parameters<typeof betrayed>[2]['needles'],
  text: string,
) => {
  const body = JSON.stringify(kind.request(text))
  const { seen } = await exchange(trial, 'first', { path: kind.path, body })
  const echoed = textAt(seen[0]?.body.toString() ?? '', kind.echo)
  if (echoed === null || betrayed(trial, seen, { needles }) !== null) return null
  return kind.write(piecesOf(echoed)).length
}

/** Every kind of stream, with the upstream's connection cut after each byte, and its bytes split at each. */
export const runStreams = async (trial: Trial): Promise<Section> => {
  const canary = leadCanary(trial)
  const section = { id: 'streams', title: 'Streams cut and split at each byte' }
  if (canary === null) return withoutCanary(section)
  const text = `${canary.text} … ${canary.value}`
  const cases: Case[] = []
  const unfit: Failure[] = []
  const kinds = streamKindsOf(trial.places)
  for (const kind of kinds) {
    const length = await lengthOf(trial, kind, canary.needles, text)
    if (length === null) unfit.push({ where: kind.name, what: 'the request did not arrive with a placeholder' })
    for (let at = 0; at <= (length ?? -1); at += trial.stride)
      cases.push({ kind, way: 'cut', at }, { kind, way: 'split', at })
  }
  const notes = [
    `${kinds.length} kinds of streams`,
    ...(trial.stride === 1 ? [] : [`at one place in ${trial.stride} (--quick)`]),
  ]
  const run = await runCases(trial, { ...section, notes }, cases, async (one) => {
    const what = await tryOne(trial, one, text)
    return what === null ? null : { where: `${one.kind.name}, ${one.way} after byte ${one.at}`, what }
  })
  return { ...run, failures: [...unfit, ...run.failures] }
}
