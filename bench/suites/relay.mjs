import { ask } from '../ask.mjs'
import { check } from '../check.mjs'
import { interleave, warm } from '../interleave.mjs'
import { runWrk } from '../load/wrk.mjs'
import { CLEAN_ANSWER } from '../traffic/answers.mjs'
import { PATHS } from '../upstream/nginx.mjs'
import { checkBytes } from './verify-chat.mjs'

const CONNECTIONS = 32
/** Least ratio of a relayed GET to bare http-proxy-3, which streams it. */
export const RELAY_FLOOR = { H: 0.9 }

const verify = async ({ port, label, isGateway }) => {
  const answer = await ask({ port, path: PATHS.relayed })
  check(answer.status === 200 && answer.body === CLEAN_ANSWER, `${label}: a relayed GET was answered wrongly`)
  const marked = answer.headers['x-pii-guard'] === 'unprotected'
  check(marked === isGateway, `${label}: a relayed answer is ${marked ? '' : 'not '}marked as unprotected`)
  return answer.wireBytes
}

/** GET on a route that is not protected. Returns the samples by contender. */
export const runRelay = async (bench) => {
  const wireBytes = {}
  for (const contender of bench.contenders) wireBytes[contender.id] = await verify(contender)
  const measure = async ({ id, port }, seconds = bench.options.seconds) => {
    const sampled = await runWrk({ port, script: 'repeat', path: PATHS.relayed, connections: CONNECTIONS, seconds })
    checkBytes(sampled, wireBytes[id], { connections: CONNECTIONS, id })
    return sampled
  }
  for (const contender of bench.contenders)
    await warm(contender, () => measure(contender, bench.options.warmSeconds), bench.options.warmRounds)
  const samples = await interleave(bench.contenders, measure, bench.pacing('relayed'))
  for (const contender of bench.contenders) await verify(contender)
  return samples
}
