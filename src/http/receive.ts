import type { IncomingMessage } from 'node:http'
import { GatewayError } from '../errors.js'
import type { BodyBudget } from './body-budget.js'
import { createByteStore } from './byte-store.js'
import { decodeBody, parseCodings } from './decode.js'

/** What `receiveBody` rejects with when the client went away: nobody is left to answer. Compare by identity. */
export const CLIENT_GONE = new Error('client_gone')

/**
 * Refuses a declared length over the limit: also for use before `100 Continue` is sent.
 * @throws GatewayError `body_too_large`
 */
export const checkDeclaredLength = (incoming: IncomingMessage, maxBodyBytes: number): void => {
  const declared = incoming.headers['content-length']
  if (declared !== undefined && Number(declared) > maxBodyBytes) throw new GatewayError('body_too_large')
}

export type ReceiveOptions = {
  readonly maxBodyBytes: number
  /** Where the bytes of all bodies are counted; the caller releases them when the request is over. */
  readonly bodies?: BodyBudget
}

const readRaw = (incoming: IncomingMessage, { maxBodyBytes, bodies }: ReceiveOptions): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    if (incoming.destroyed) {
      reject(CLIENT_GONE)
      return
    }
    const store = createByteStore(maxBodyBytes)
    const refuse = (error: unknown) => {
      incoming.off('data', onData)
      incoming.pause()
      reject(error)
    }
    const onData = (chunk: Buffer) => {
      if (!store.append(chunk)) return refuse(new GatewayError('body_too_large'))
      try {
        bodies?.hold(incoming, store.usedBytes())
      } catch (error) {
        refuse(error)
      }
    }
    incoming.on('data', onData)
    // Both stay: the request is thrown away with them, and what comes second settles nothing.
    incoming.on('end', () => resolve(store.toBuffer()))
    incoming.on('close', () => reject(CLIENT_GONE))
  })

/**
 * Returns the whole decoded body. The limit holds for the declared length, for the bytes as they come, and for each decoding.
 * @throws GatewayError `body_too_large`, `unsupported_encoding`, `body_encoding_broken`, `overloaded`; `CLIENT_GONE`
 */
export const receiveBody = async (incoming: IncomingMessage, options: ReceiveOptions): Promise<Buffer> => {
  const { maxBodyBytes, bodies } = options
  checkDeclaredLength(incoming, maxBodyBytes)
  bodies?.hold(incoming, Number(incoming.headers['content-length'] ?? 0))
  const header = incoming.headers['content-encoding']
  const codings = header === undefined ? null : parseCodings(header)
  if (codings === undefined) throw new GatewayError('unsupported_encoding')
  const raw = await readRaw(incoming, options)
  if (codings === null || codings.length === 0 || raw.length === 0) return raw
  const decoded = await decodeBody(raw, codings, maxBodyBytes)
  bodies?.hold(incoming, decoded.length)
  return decoded
}
