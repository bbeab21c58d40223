// Child process on the load core: an upstream of event streams, and a client that measures them (one clock for both ends).
import { createServer } from 'node:net'
import { EVENTS, LONG_TIMES } from '../traffic/answers.mjs'
import { createProbe } from './stream-probe.mjs'

const THINK_MS = 10
const INTERVAL_MS = 4
const HELD_EVENTS = 12
const HELD_INTERVAL_MS = 500

const HEAD = 'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n'
const CHUNKS = EVENTS.map((event) => Buffer.from(`${event.length.toString(16)}\r\n${event}\r\n`, 'latin1'))
const END = '0\r\n\r\n'
const READY = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok'

/** When the first event of each paced stream was written, in the order of the requests; filled for the probe. */
const firstWritten = new Map()
const held = new Set()

/** One event for each turn of the loop, so that they leave one by one; all of them `times` over. */
const burst = (times) => (socket) => {
  let at = 0
  socket.write(HEAD)
  const next = () => {
    if (socket.destroyed) return
    socket.write(CHUNKS[at++ % CHUNKS.length])
    if (at < CHUNKS.length * times) setImmediate(next)
    else socket.write(END)
  }
  setImmediate(next)
}

const paced = (socket, id) => {
  let at = 0
  const next = () => {
    if (socket.destroyed) return
    if (at === 0) {
      firstWritten.set(id, process.hrtime.bigint())
      socket.write(HEAD)
    }
    socket.write(CHUNKS[at++])
    if (at < CHUNKS.length) setTimeout(next, INTERVAL_MS)
    else socket.write(END)
  }
  setTimeout(next, THINK_MS)
}

/** The first events at once, then a slow trickle of copies of the last one, until `finishHeld`. */
const hold = (socket) => {
  socket.write(HEAD)
  for (const chunk of CHUNKS.slice(0, HELD_EVENTS)) socket.write(chunk)
  const timer = setInterval(() => socket.write(CHUNKS[0]), HELD_INTERVAL_MS)
  const stream = {
    finish: () => {
      clearInterval(timer)
      for (const chunk of CHUNKS.slice(HELD_EVENTS)) socket.write(chunk)
      socket.write(END)
      held.delete(stream)
    },
  }
  held.add(stream)
  socket.once('close', () => {
    clearInterval(timer)
    held.delete(stream)
  })
}

const MODES = { burst: burst(1), long: burst(LONG_TIMES), paced, held: hold }

const answer = (socket, request) => {
  const [, mode, id] = /^POST \/v1\/spaces\/(\w+)\/chat(?:\?stream=(\d+))? /.exec(request) ?? []
  if (mode === undefined) socket.write(READY)
  else MODES[mode](socket, id)
}

const server = createServer({ noDelay: true }, (socket) => {
  let waiting = Buffer.alloc(0)
  socket.on('error', () => socket.destroy())
  socket.on('data', (chunk) => {
    waiting = waiting.length === 0 ? chunk : Buffer.concat([waiting, chunk])
    const headEnd = waiting.indexOf('\r\n\r\n')
    if (headEnd < 0) return
    const head = waiting.toString('latin1', 0, headEnd)
    const length = Number(/content-length: *(\d+)/i.exec(head)?.[1] ?? 0)
    if (waiting.length < headEnd + 4 + length) return
    waiting = waiting.subarray(headEnd + 4 + length)
    answer(socket, head)
  })
})

const finishHeld = () => {
  const count = held.size
  for (const stream of [...held]) stream.finish()
  return count
}

const probe = createProbe({ firstWritten, finishHeld })
process.on('message', async ({ call, args }) => {
  try {
    process.send({ result: await probe[call](args) })
  } catch (error) {
    process.send({ failure: error.message })
  }
})
server.listen({ port: 0, host: '127.0.0.1', backlog: 4096 }, () => process.send({ port: server.address().port }))
