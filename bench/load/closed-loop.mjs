import { connect } from 'node:net'

const HEAD_END = '\r\n\r\n'

/** Status, headers as one text, and body of the answer that `text` begins with; null while it is not whole. */
const readAnswer = (text) => {
  const headEnd = text.indexOf(HEAD_END)
  if (headEnd < 0) return null
  const head = text.slice(0, headEnd + 2)
  const length = /^content-length: *(\d+)\r$/im.exec(head)?.[1]
  if (length === undefined) throw new Error('an answer has no length')
  const end = headEnd + HEAD_END.length + Number(length)
  if (text.length < end) return null
  const body = Buffer.from(text.slice(headEnd + HEAD_END.length, end), 'latin1').toString('utf8')
  return { status: Number(text.slice(9, 12)), head, body, closes: /^connection: *close\r$/im.test(head) }
}

/** One client, which opens a connection when it has none. `ask` resolves with an answer, or rejects when the connection ends before it. */
const createClient = (port) => {
  let socket = null
  let text = ''
  let waiting = null
  const settle = (how, what) => {
    const { [how]: done } = waiting
    waiting = null
    done(what)
  }
  const open = () => {
    text = ''
    const opened = connect({ port, host: '127.0.0.1', noDelay: true })
    opened.on('error', () => {})
    opened.on('data', (chunk) => {
      text += chunk.toString('latin1')
      const answer = waiting === null ? null : readAnswer(text)
      if (answer === null) return
      text = ''
      if (answer.closes) opened.destroy()
      if (answer.closes) socket = null
      settle('resolve', answer)
    })
    opened.on('close', () => {
      if (socket !== opened) return
      socket = null
      if (waiting !== null) settle('reject', new Error('a connection ended before its answer'))
    })
    return opened
  }
  return {
    ask: (request) =>
      new Promise((resolve, reject) => {
        waiting = { resolve, reject }
        socket ??= open()
        socket.write(request)
      }),
    close: () => {
      const last = socket
      socket = null
      last?.destroy()
    },
  }
}

/** Value below which a share of the sorted numbers lies; null for none. */
const percentile = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? null

const summary = (times) => {
  const sorted = times.sort((a, b) => a - b)
  return {
    count: sorted.length,
    p50: percentile(sorted, 0.5),
    p99: percentile(sorted, 0.99),
    longest: percentile(sorted, 1),
  }
}

/**
 * So many clients, each of which asks again as soon as it is answered, or after `pauseMs` when it was refused. They connect all at
 * once, and the time of a request begins before its connection does. `verify(answer, index)` throws for an answer that is wrong.
 * Returns counts and times in milliseconds of answers with 200 and with 503; throws for the first answer that is neither, or wrong.
 */
export const runClosedLoop = async ({ port, connections, seconds, pauseMs, requests, verify }) => {
  const times = { 200: [], 503: [] }
  const endMs = performance.now() + seconds * 1000
  let count = 0
  const live = async () => {
    const client = createClient(port)
    try {
      while (performance.now() < endMs) {
        const index = count++ % requests.length
        const fromMs = performance.now()
        const answer = await client.ask(requests[index])
        if (times[answer.status] === undefined) throw new Error(`status ${answer.status}: ${answer.body}`)
        times[answer.status].push(performance.now() - fromMs)
        verify(answer, index)
        if (answer.status === 503) await new Promise((done) => setTimeout(done, pauseMs))
      }
    } finally {
      client.close()
    }
  }
  await Promise.all(Array.from({ length: connections }, live))
  return { admitted: summary(times[200]), refused: summary(times[503]) }
}
