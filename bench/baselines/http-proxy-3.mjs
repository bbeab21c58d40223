// H: http-proxy-3 with a keep-alive agent. A POST is read first and handed over as `buffer:`; a GET streams through.
import { Agent, createServer } from 'node:http'
import { Readable } from 'node:stream'
import httpProxy from 'http-proxy-3'

const [port, upstream] = process.argv.slice(2)
const proxy = httpProxy.createProxyServer({
  target: upstream,
  agent: new Agent({ keepAlive: true }),
  changeOrigin: true,
})
proxy.on('error', (_error, _incoming, outgoing) => outgoing.destroy())

createServer((incoming, outgoing) => {
  if (incoming.method === 'GET') {
    proxy.web(incoming, outgoing)
    return
  }
  const chunks = []
  incoming.on('data', (chunk) => chunks.push(chunk))
  incoming.on('end', () => proxy.web(incoming, outgoing, { buffer: Readable.from([Buffer.concat(chunks)]) }))
}).listen(Number(port), '127.0.0.1')
