import type { AddressInfo } from 'node:net'
import { connect, createServer, type Socket } from 'node:net'

/** What the proxy does to a store that is well. */
export type Fault = 'none' | 'refuse' | 'hang' | 'reset' | 'garbage' | 'half' | 'error'

/** Stands between a client and a server and misbehaves on request, also on connections that are open. */
export const startFaultyProxy = async (targetPort: number) => {
  let fault: Fault = 'none'
  const sockets = new Set<Socket>()
  const server = createServer((client) => {
    sockets.add(client)
    client.on('error', () => {})
    if (fault === 'refuse') {
      client.resetAndDestroy()
      return
    }
    const target = connect(targetPort, '127.0.0.1')
    sockets.add(target)
    target.on('error', () => client.destroy())
    client.on('close', () => target.destroy())
    target.on('close', () => client.destroy())
    client.on('data', (bytes) => {
      if (fault === 'refuse' || fault === 'reset') client.resetAndDestroy()
      else if (fault === 'garbage') client.write('\u0000HTTP/1.1 200 OK\r\n\r\n<html>\r\n')
      else if (fault === 'error') client.write('-LOADING the planted dataset is loading\r\n'.repeat(8))
      else if (fault !== 'hang') target.write(bytes)
    })
    target.on('data', (bytes) => {
      if (fault === 'half') client.write(bytes.subarray(0, Math.ceil(bytes.length / 2)))
      else if (fault !== 'hang') client.write(bytes)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    port,
    set: (next: Fault) => {
      fault = next
    },
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        for (const socket of sockets) socket.destroy()
      }),
  }
}
