import type { ServerResponse } from 'node:http'

/** Sends a 200 of the gateway's own. `headers` is a flat list. */
export const sendJson = (outgoing: ServerResponse, value: unknown, headers: readonly string[] = []): void => {
  const body = Buffer.from(JSON.stringify(value))
  outgoing.writeHead(200, [
    ...['Content-Type', 'application/json', 'Content-Length', String(body.length), 'Cache-Control', 'no-store'],
    ...headers,
  ])
  outgoing.end(body)
}
