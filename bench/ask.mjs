import { Agent, request } from 'node:http'

/** One connection at a time, so that its byte counter tells the length of each answer on the wire. */
const agent = new Agent({ keepAlive: true, maxSockets: 1 })

/** Sends one request; returns status, headers, body and bytes on the wire. Without `body` it is a GET. */
export const ask = ({ port, path, body, key }) =>
  new Promise((resolve, reject) => {
    const headers = {
      ...(body === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }),
      ...(key === undefined ? {} : { 'x-api-key': key }),
    }
    const method = body === undefined ? 'GET' : 'POST'
    const sent = request({ host: '127.0.0.1', port, path, method, headers, agent }, (response) => {
      const chunks = []
      response.on('data', (chunk) => chunks.push(chunk))
      response.once('error', reject)
      response.once('end', () => {
        const { statusCode: status } = response
        const wireBytes = used.bytesRead - before
        resolve({ status, headers: response.headers, body: Buffer.concat(chunks).toString('utf8'), wireBytes })
      })
    })
    let used
    let before = 0
    sent.once('socket', (socket) => {
      used = socket
      before = socket.bytesRead
    })
    sent.once('error', reject)
    sent.end(body)
  })
