import { createServer, type IncomingMessage, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { GatewayError } from '../../src/errors.js'
import { sendProblem, writeClientError } from '../../src/http/problem.js'

export type Served = Awaited<ReturnType<typeof serve>>
type Handler = (...args: Parameters<RequestListener>) => Promise<unknown> | undefined
type OnUpgrade = (incoming: IncomingMessage, socket: Duplex, head: Buffer) => void

/** A bare server around one handler, with errors written as the gateway writes them. Outcomes and errors are kept in order. */
export const serve = async (handler: Handler, onUpgrade?: OnUpgrade) => {
  const results: unknown[] = []
  const server = createServer({ maxHeaderSize: 64 * 1024 }, async (incoming, outgoing) => {
    try {
      results.push(await handler(incoming, outgoing))
    } catch (error) {
      results.push(error)
      if (error instanceof GatewayError) sendProblem(outgoing, error)
      else outgoing.destroy()
    }
  })
  server.on('clientError', writeClientError)
  if (onUpgrade !== undefined) server.on('upgrade', onUpgrade)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    results,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** Polls until the condition holds; throws after `timeoutMs`. */
export const until = async (condition: () => boolean | Promise<boolean>, timeoutMs = 4000): Promise<void> => {
  const endMs = performance.now() + timeoutMs
  while (!(await condition())) {
    if (performance.now() > endMs) throw new Error('the condition never held')
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}
