// U: node:http in front, undici Pool.dispatch behind. The body is buffered, the answer streams; nothing is looked at.
import { createServer } from 'node:http'
import { Pool } from 'undici'

const [port, upstream] = process.argv.slice(2)
const pool = new Pool(upstream, { connections: 2048 })
const DROPPED = new Set(['host', 'connection', 'keep-alive', 'content-length', 'transfer-encoding'])

const endToEnd = (raw) => {
  const flat = []
  for (let i = 0; i < raw.length; i += 2) if (!DROPPED.has(raw[i].toLowerCase())) flat.push(raw[i], raw[i + 1])
  return flat
}

const answerHeaders = (raw) => {
  const flat = []
  for (let i = 0; i < raw.length; i += 2) {
    const name = raw[i].toString('latin1')
    const lower = name.toLowerCase()
    if (lower !== 'connection' && lower !== 'keep-alive' && lower !== 'transfer-encoding')
      flat.push(name, raw[i + 1].toString('latin1'))
  }
  return flat
}

const forward = (incoming, outgoing, body) => {
  let controller
  let isDone = false
  outgoing.once('close', () => {
    if (!isDone) controller?.abort(new Error('client left'))
  })
  pool.dispatch(
    { method: incoming.method, path: incoming.url, headers: endToEnd(incoming.rawHeaders), body },
    {
      onRequestStart(started) {
        controller = started
      },
      onResponseStart(started, status) {
        outgoing.writeHead(status, answerHeaders(started.rawHeaders))
      },
      onResponseData(started, chunk) {
        if (outgoing.write(chunk)) return
        started.pause()
        outgoing.once('drain', () => started.resume())
      },
      onResponseEnd() {
        isDone = true
        outgoing.end()
      },
      onResponseError() {
        outgoing.destroy()
      },
    },
  )
}

createServer((incoming, outgoing) => {
  const chunks = []
  incoming.on('data', (chunk) => chunks.push(chunk))
  incoming.on('end', () => {
    const body = chunks.length === 1 ? chunks[0] : Buffer.concat(chunks)
    forward(incoming, outgoing, body.length === 0 ? null : body)
  })
}).listen(Number(port), '127.0.0.1')
