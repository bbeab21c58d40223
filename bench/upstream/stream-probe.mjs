import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { check } from '../check.mjs'
import { LONG_TIMES, STREAM_TEXT, textOfStream } from '../traffic/answers.mjs'

/** So few are never refused, however busy the machine is. */
const OPEN_AT_ONCE = 32
const OPEN_TIMEOUT_MS = 60_000

const CHUNKED_END = '\r\n0\r\n\r\n'

/** Length that the head declares; null for chunks. A stream that came in one piece may leave in one piece. */
const declaredLength = (response) => {
  const head = response.slice(0, response.indexOf('\r\n\r\n'))
  const length = /^content-length: *(\d+)/im.exec(head)?.[1]
  return length === undefined ? null : head.length + 4 + Number(length)
}

const isWhole = (response, length) => (length === null ? response.endsWith(CHUNKED_END) : response.length === length)

/** Body of a whole response, chunks joined. Throws CheckFailed when it is not complete. */
const bodyOf = (response) => {
  const headEnd = response.indexOf('\r\n\r\n')
  check(response.startsWith('HTTP/1.1 200'), `a stream was answered ${response.slice(0, 12)}`)
  if (declaredLength(response) !== null) return response.slice(headEnd + 4)
  let body = ''
  let at = headEnd + 4
  for (;;) {
    const lineEnd = response.indexOf('\r\n', at)
    const size = Number.parseInt(response.slice(at, lineEnd), 16)
    check(lineEnd > 0 && Number.isInteger(size), 'a stream broke off')
    if (size === 0) return body
    body += response.slice(lineEnd + 2, lineEnd + 2 + size)
    at = lineEnd + 2 + size + 2
  }
}

/** Opens one stream. `first` resolves at the first event, `whole` with the response at its end. */
const open = ({ port, path, json }) => {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true })
  const head = `POST ${path} HTTP/1.1\r\nhost: bench\r\ncontent-type: application/json\r\n`
  let response = ''
  let sentNs = 0n
  socket.once('connect', () => {
    sentNs = process.hrtime.bigint()
    socket.write(`${head}content-length: ${Buffer.byteLength(json)}\r\n\r\n${json}`)
  })
  const stream = {}
  stream.first = new Promise((resolve, reject) => {
    stream.whole = new Promise((resolveWhole, rejectWhole) => {
      let isBegun = false
      let length = null
      socket.on('data', (chunk) => {
        response += chunk.toString('latin1')
        if (!isBegun && response.includes('data:')) {
          isBegun = true
          length = declaredLength(response)
          resolve({ sentNs, seenNs: process.hrtime.bigint() })
        }
        if (!isBegun || !isWhole(response, length)) return
        resolveWhole(response)
        socket.destroy()
      })
      const fail = () => {
        const error = new Error(`a stream broke off after ${response.length} bytes`)
        reject(error)
        rejectWhole(error)
      }
      socket.once('error', fail)
      socket.once('close', fail)
    })
    stream.whole.catch(() => {})
  })
  stream.first.catch(() => {})
  return stream
}

const expectedText = (values) =>
  values === null ? STREAM_TEXT : STREAM_TEXT.replaceAll('<EMAIL_1>', values[0]).replaceAll('<PHONE_1>', values[1])

const median = (numbers) => [...numbers].sort((a, b) => a - b)[numbers.length >> 1]

/** `bodies` are `{ json, values }`; the answer must hold the values where `restores` says so, else the placeholders. */
export const createProbe = ({ firstWritten, finishHeld }) => {
  let lastId = 0
  let openStreams = []

  const verifyText = (response, body, restores, times = 1) => {
    const text = textOfStream(bodyOf(response))
    const expected = expectedText(restores ? body.values : null).repeat(times)
    check(text === expected, 'a stream said something else than expected')
  }

  /** Streams one after the other on `lanes` lanes; delays in microseconds. Each text is verified. */
  const pace = async ({ port, bodies, restores, streams, lanes }) => {
    const fromWrite = []
    const fromRequest = []
    let left = streams
    const lane = async () => {
      while (left > 0) {
        left -= 1
        lastId += 1
        const id = String(lastId)
        const body = bodies[lastId % bodies.length]
        const stream = open({ port, path: `/v1/spaces/paced/chat?stream=${id}`, json: body.json })
        const { sentNs, seenNs } = await stream.first
        fromWrite.push(Number(seenNs - firstWritten.get(id)) / 1000)
        fromRequest.push(Number(seenNs - sentNs) / 1000)
        firstWritten.delete(id)
        verifyText(await stream.whole, body, restores)
      }
    }
    await Promise.all(Array.from({ length: lanes }, lane))
    return { fromWrite: median(fromWrite), fromRequest: median(fromRequest) }
  }

  /** One burst (or long) stream for each body, verified. Returns the mean length of a response on the wire. */
  const verifyBursts = async ({ port, bodies, restores, mode }) => {
    let bytes = 0
    for (const body of bodies) {
      const response = await open({ port, path: `/v1/spaces/${mode}/chat`, json: body.json }).whole
      verifyText(response, body, restores, mode === 'long' ? LONG_TIMES : 1)
      bytes += response.length
    }
    return bytes / bodies.length
  }

  /** Opens streams that stay open; resolves when each has shown its first event. */
  const openHeld = async ({ port, bodies, count }) => {
    const timeout = sleep(OPEN_TIMEOUT_MS, undefined, { ref: false }).then(() => {
      throw new Error(`only some of ${count} streams opened`)
    })
    while (openStreams.length < count) {
      const size = Math.min(OPEN_AT_ONCE, count - openStreams.length)
      const opened = Array.from({ length: size }, (_, i) => {
        const body = bodies[(openStreams.length + i) % bodies.length]
        return { body, stream: open({ port, path: '/v1/spaces/held/chat', json: body.json }) }
      })
      openStreams.push(...opened)
      await Promise.race([Promise.all(opened.map(({ stream }) => stream.first)), timeout])
    }
    return openStreams.length
  }

  /** Ends the held streams; every one must have been whole, with the values of its own request. */
  const closeHeld = async ({ restores }) => {
    const ended = finishHeld()
    for (const { stream, body } of openStreams) {
      const text = textOfStream(bodyOf(await stream.whole))
      const [email, phone] = restores ? body.values : ['<EMAIL_1>', '<PHONE_1>']
      check(text.includes(email) && text.includes(phone), 'a held stream lost its values')
    }
    openStreams = []
    return ended
  }

  return { pace, verifyBursts, openHeld, closeHeld }
}
