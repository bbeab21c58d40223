import type { ServerResponse } from 'node:http'

/**
 * Ends a response so that the client cannot take it for complete. Closing is enough where chunks or a length frame the body. A body
 * that ends with the connection (HTTP/1.0) needs a reset: a plain close would be its regular end.
 */
export const cut = (outgoing: ServerResponse): void => {
  const { socket, req } = outgoing
  // TLS needs no reset, and cannot have one: without its own closing message an end is known to be early.
  const isPlainTcp = socket?.remoteAddress !== undefined && !('encrypted' in socket)
  if (req.httpVersionMajor === 1 && req.httpVersionMinor === 0 && isPlainTcp) socket.resetAndDestroy()
  outgoing.destroy()
}
