import { createServer } from 'node:http'
import { ANSWER_WITH_VALUES, ANSWER_WITHOUT_THREAD, CLEAN_ANSWER } from '../traffic/answers.mjs'
import { PATHS } from './nginx.mjs'

const ANSWERS = {
  [PATHS.recordedClean]: CLEAN_ANSWER,
  [PATHS.recordedThreadless]: ANSWER_WITHOUT_THREAD,
}

/** An upstream that keeps what it received (`last`), tells of it (`onRequest`) and gives the same answers as nginx. */
export const startRecorder = () =>
  new Promise((resolve) => {
    const recorder = { last: null, onRequest: () => {} }
    const server = createServer((incoming, outgoing) => {
      const chunks = []
      incoming.on('data', (chunk) => chunks.push(chunk))
      incoming.on('end', () => {
        recorder.last = { headers: incoming.rawHeaders, body: Buffer.concat(chunks).toString('utf8') }
        recorder.onRequest()
        outgoing.writeHead(200, { 'content-type': 'application/json' })
        outgoing.end(ANSWERS[incoming.url] ?? ANSWER_WITH_VALUES)
      })
    })
    server.listen(0, '127.0.0.1', () =>
      resolve({
        recorder,
        port: server.address().port,
        close: () => server.close(() => {}) && server.closeAllConnections(),
      }),
    )
  })
