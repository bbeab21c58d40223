import { createServer } from 'node:http'
import { createLeakFinder } from './checks.mjs'

/** The upstream of a soak, a process of its own: repeats each text, and counts the values that it should never have seen. */
const PIECE = 7
/** Tokens that a conversation may have: whoever asks gets its own values for them, or the tokens. */
const TOKENS = ['<EMAIL_1>', '<EMAIL_2>', '<PHONE_1>']

let find = () => 0
let requests = 0
let leaks = 0

const look = (incoming, body) => {
  requests += 1
  leaks += find(body)
  for (let i = 1; i < incoming.rawHeaders.length; i += 2) leaks += find(incoming.rawHeaders[i])
}

const streamed = (outgoing, text, seed) => {
  outgoing.writeHead(200, { 'content-type': 'text/event-stream' })
  const events = text.match(new RegExp(`.{1,${PIECE}}`, 'gsu')) ?? []
  const bytes = Buffer.from(events.map((delta) => `data: ${JSON.stringify({ delta })}\n\n`).join(''))
  // Cut anywhere: in an event, in a placeholder, in a character.
  const at = 1 + (seed % (bytes.length - 1))
  outgoing.write(bytes.subarray(0, at), () => setImmediate(() => outgoing.end(bytes.subarray(at))))
}

const server = createServer((incoming, outgoing) => {
  const chunks = []
  incoming.on('data', (chunk) => chunks.push(chunk))
  incoming.on('end', () => {
    const body = Buffer.concat(chunks).toString('utf8')
    look(incoming, body)
    const { message, stream } = JSON.parse(body)
    const text = `${message} | ${TOKENS[requests % TOKENS.length]}`
    if (stream) return streamed(outgoing, text, requests * 31)
    outgoing.writeHead(200, { 'content-type': 'application/json' })
    outgoing.end(JSON.stringify({ text }))
  })
})

process.on('message', (message) => {
  if (message.values !== undefined) find = createLeakFinder(message.values)
  process.send({ requests, leaks })
})
process.on('disconnect', () => process.exit())
server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }))
