import { Agent, type IncomingMessage, request } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { availableEngine, startGateway, type TestGateway } from '../support/gateway.js'
import { type Recorded, reply, startUpstream, stream, type TestUpstream } from '../support/upstream.js'
import { atStake, leaked, readings } from './oracle.js'
import { createMutant, type Mutant } from './request.js'

/**
 * Mutated chat requests against a whole gateway. Repeat a run with COATCHECK_FUZZ_SEED, change its length with
 * COATCHECK_FUZZ_COUNT.
 */

const engine = await availableEngine()
const seed = Number(process.env.COATCHECK_FUZZ_SEED ?? 20)
const isScaledDown = engine === 're2js' && process.env.COATCHECK_FUZZ_COUNT === undefined
const count = Number(process.env.COATCHECK_FUZZ_COUNT ?? (isScaledDown ? 1000 : 10_000))
const title = `${count} mutants${isScaledDown ? ' (fewer, because the engine is re2js)' : ''}, seed ${seed}`
const PARALLEL = 32
const TIMEOUT_MS = 20_000
const LEAST_SHARE = 0.4
const OWN_ERROR = 'x-upstream-error'

let upstream: TestUpstream
let gateway: TestGateway
const agent = new Agent({ keepAlive: true, maxSockets: PARALLEL })
const recorded = new Map<string, Recorded>()

/** Repeats what it got, whole or as a stream; now and then fails of its own. */
const answer = (received: Recorded): ReturnType<typeof reply> => {
  const id = Number(received.headers['x-case'])
  if (id % 20 === 0) return reply('{"error":"own"}', { status: 500 + (id % 4), headers: [OWN_ERROR, '1'] })
  const text = JSON.stringify({ answer: received.body.toString('utf8') })
  if (id % 5 === 0) return stream([`data: ${text.slice(0, 40)}`, `${text.slice(40)}\n\n`, 'data: [DONE]\n\n'])
  return reply(text)
}

beforeAll(async () => {
  upstream = await startUpstream((received, socket) => {
    recorded.set(received.headers['x-case'] ?? '', received)
    upstream.requests.length = 0
    return answer(received)(received, socket)
  })
  gateway = await startGateway(upstream.url)
}, 60_000)
afterAll(async () => {
  agent.destroy()
  await gateway.close()
  await upstream.close()
})

type Answer = { readonly status: number; readonly headers: IncomingMessage['headers']; readonly body: string }

const post = (mutant: Mutant, id: number): Promise<Answer | 'hang' | 'cut'> =>
  new Promise((resolve) => {
    const headers = { ...mutant.headers, 'x-case': String(id) }
    const call = request(gateway.url + mutant.path, { method: 'POST', agent, headers })
    const timer = setTimeout(() => {
      resolve('hang')
      call.destroy()
    }, TIMEOUT_MS)
    call.on('response', (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk) => chunks.push(chunk))
      response.on('error', () => resolve('cut'))
      response.on('close', () => {
        clearTimeout(timer)
        const { statusCode: status = 0, headers: received, complete } = response
        resolve(complete ? { status, headers: received, body: Buffer.concat(chunks).toString('utf8') } : 'cut')
      })
    })
    call.on('error', () => {
      clearTimeout(timer)
      resolve('cut')
    })
    for (const part of mutant.parts) call.write(part)
    call.end()
  })

const fieldsOf = ({ url, rawHeaders }: Recorded): Buffer => Buffer.from([url, ...rawHeaders].join('\n'), 'latin1')

type Tally = { forwarded: number; checked: number; readonly failures: string[] }

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

const judge = (mutant: Mutant, id: number, result: Answer | 'hang' | 'cut', tally: Tally): void => {
  const fail = (what: string) => tally.failures.push(`case ${id}: ${what}\n${mutant.source?.toString('utf8')}`)
  const forwarded = recorded.get(String(id))
  recorded.delete(String(id))
  if (result === 'hang' || result === 'cut') return void fail(result)
  const { status, headers, body } = result
  if (status >= 500 && headers[OWN_ERROR] === undefined) return void fail(`status ${status}`)
  const all = [...mutant.planted, ...mutant.mapped]
  if (forwarded === undefined) {
    if (status < 400) fail(`status ${status}, but nothing was forwarded`)
    else if (headers['content-type'] !== 'application/problem+json') fail(`no problem: ${status}`)
    const told = leaked(
      readings(Buffer.from(body)),
      { plain: '', encoded: '' },
      all.map(({ value }) => value),
    )
    if (told.length > 0) fail('the refusal tells a value')
    return
  }
  tally.forwarded++
  if (mutant.source === null) return void fail('what cannot be decoded was forwarded')
  const stake = atStake(mutant.source.toString('utf8'), all)
  if (stake.length > 0) tally.checked++
  if (headers['content-type'] === 'application/json' && !isJson(body)) fail('the answer is no JSON any more')
  if (forwarded.headers['content-encoding'] !== undefined) fail('the forwarded body is coded')
  if (forwarded.headers['content-length'] !== String(forwarded.body.length)) fail('a wrong length')
  const source = readings(mutant.source)
  const leaks = leaked(
    readings(forwarded.body),
    source,
    stake.map(({ value }) => value),
  )
  if (leaks.length > 0) fail(`${leaks.join(' | ')} was forwarded in\n${forwarded.body.toString('utf8')}\nof`)
  const inFields = leaked(
    readings(fieldsOf(forwarded)),
    source,
    (mutant.mapped.length > 0 ? all : stake).map(({ value }) => value),
  )
  if (inFields.length > 0) fail(`${inFields.join(' | ')} was forwarded in a header`)
}

describe('the chat route', () => {
  it(`neither leaks, nor fails, nor hangs: ${title}`, async () => {
    const tally: Tally = { forwarded: 0, checked: 0, failures: [] }
    let next = 0
    const run = async (): Promise<void> => {
      while (next < count && tally.failures.length < 5) {
        const id = next++
        const mutant = createMutant(seed, id)
        judge(mutant, id, await post(mutant, id), tally)
      }
    }
    await Promise.all(Array.from({ length: PARALLEL }, run))
    console.log(
      `fuzz seed ${seed}: ${next} mutants, ${tally.forwarded} forwarded, ${tally.checked} with values at stake`,
    )
    expect(tally.failures).toEqual([])
    expect(tally.checked / count).toBeGreaterThanOrEqual(LEAST_SHARE)
  }, 300_000)
})
