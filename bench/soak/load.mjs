import { Agent, request } from 'node:http'
import { faultOf } from './checks.mjs'

const PATH = '/v1/spaces/soak/chat'

const post = ({ agent, port, key, body }) =>
  new Promise((resolve) => {
    const bytes = Buffer.from(body)
    const headers = { 'content-type': 'application/json', 'content-length': bytes.length, 'x-api-key': key }
    const sent = request({ host: '127.0.0.1', port, agent, method: 'POST', path: PATH, headers }, (response) => {
      const chunks = []
      response.on('data', (chunk) => chunks.push(chunk))
      response.on('error', () => {})
      response.on('close', () =>
        resolve({ status: response.complete ? response.statusCode : 0, body: Buffer.concat(chunks).toString('utf8') }),
      )
    })
    sent.on('error', () => resolve({ status: 0, body: '' }))
    sent.end(bytes)
  })

const textOf = (body, isStream) =>
  isStream
    ? [...body.matchAll(/^data: (.*)$/gm)].map(([, data]) => JSON.parse(data).delta).join('')
    : JSON.parse(body).text

/** Sends `count` requests, `streams` of them streamed and evenly spread, and counts what was wrong with the answers. */
export const sendAll = async ({ port, keys, traffic, count, streams, atOnce, counts, onStep, isOver }) => {
  const agent = new Agent({ keepAlive: true, maxSockets: atOnce })
  let next = 0
  const work = async () => {
    while (next < count && !isOver()) {
      const at = next++
      const isStream = Math.floor(((at + 1) * streams) / count) > Math.floor((at * streams) / count)
      const one = traffic.next()
      const message = { message: one.text, ...(one.thread === null ? {} : { thread_id: one.thread }) }
      const body = JSON.stringify(isStream ? { ...message, stream: true } : message)
      const answer = await post({ agent, port, key: keys.get(one.tenant), body })
      const fault = answer.status === 200 ? faultOf(one, textOf(answer.body, isStream)) : 'failed'
      counts[isStream ? 'streams' : 'requests'] += 1
      if (fault !== null) counts[fault] += 1
      await onStep(counts)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work))
  agent.destroy()
}
