// Child process on the load core: an upstream that looks at all it receives, and the clients that load the gateway before it.
import { createServer } from 'node:http'
import { runClosedLoop } from '../load/closed-loop.mjs'
import { ANSWER_WITH_VALUES } from '../traffic/answers.mjs'
import { createBodies } from '../traffic/bodies.mjs'

const BYTES = 1000
const PATH = '/v1/spaces/1/chat'
/** Tells the upstream which of the bodies it is that it receives. */
const INDEX = 'x-bench-index'

const bodies = createBodies('values', BYTES)
const requests = bodies.map(
  ({ json }, index) =>
    `POST ${PATH} HTTP/1.1\r\nhost: bench\r\ncontent-type: application/json\r\n${INDEX}: ${index}\r\n` +
    `content-length: ${Buffer.byteLength(json)}\r\n\r\n${json}`,
)
const expected = bodies.map(({ values }) =>
  ANSWER_WITH_VALUES.replaceAll('<EMAIL_1>', values[0]).replaceAll('<PHONE_1>', values[1]),
)

const verify = ({ status, head, body }, index) => {
  if (status === 200 && body !== expected[index]) throw new Error('an answer is not the one of its request')
  if (status === 200) return
  if (JSON.parse(body).code !== 'overloaded') throw new Error(`503 for another reason: ${body}`)
  if (!/^retry-after: *\d+\r$/im.test(head)) throw new Error('503 without Retry-After')
}

const seen = { requests: 0, leaks: 0 }
const server = createServer((incoming, outgoing) => {
  const chunks = []
  incoming.on('data', (chunk) => chunks.push(chunk))
  incoming.on('end', () => {
    const text = `${incoming.url}\n${incoming.rawHeaders.join('\n')}\n${Buffer.concat(chunks)}`
    seen.requests += 1
    if (bodies[Number(incoming.headers[INDEX])]?.values.some((value) => text.includes(value)) !== false) seen.leaks += 1
    const length = Buffer.byteLength(ANSWER_WITH_VALUES)
    outgoing.writeHead(200, { 'content-type': 'application/json', 'content-length': length }).end(ANSWER_WITH_VALUES)
  })
})

/** One run of so many clients: what `runClosedLoop` returns, with what the upstream saw meanwhile. */
const load = async (options) => {
  Object.assign(seen, { requests: 0, leaks: 0 })
  return { ...(await runClosedLoop({ ...options, requests, verify })), seen: { ...seen } }
}

process.on('message', async ({ args }) => {
  try {
    process.send({ result: await load(args) })
  } catch (error) {
    process.send({ failure: error.message })
  }
})
server.listen({ port: 0, host: '127.0.0.1', backlog: 4096 }, () => process.send({ port: server.address().port }))
