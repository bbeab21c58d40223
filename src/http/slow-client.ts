import type { ServerResponse } from 'node:http'

/**
 * From now on the client must take some bytes of its answer at least so often, in milliseconds; 0 is no limit. Node destroys the socket
 * of a response when it is idle for so long, and counts the progress within one large write.
 */
export const limitReading = ({ socket }: ServerResponse, timeoutMs: number): void => {
  if (timeoutMs > 0) socket?.setTimeout(timeoutMs)
}

/** The client has taken all there is: what it waits for now is not its fault. */
export const unlimitReading = ({ socket }: ServerResponse, timeoutMs: number): void => {
  if (timeoutMs > 0) socket?.setTimeout(0)
}

/** To be called after `end`: what the socket still holds must be taken in time. Costs nothing where all has gone out. */
export const limitLastBytes = (outgoing: ServerResponse, timeoutMs: number): void => {
  if (outgoing.socket !== null && outgoing.socket.writableLength > 0) limitReading(outgoing, timeoutMs)
}
