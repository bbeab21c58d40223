import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TLSSocket } from 'node:tls'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { post } from '../support/chat.js'
import { send } from '../support/client.js'
import { startGateway, startProblems } from '../support/gateway.js'
import { makeCertificate } from '../support/x509.js'

/** TLS to the upstream: whom the gateway believes, and what it shows of itself. */

const authority = makeCertificate('Upstream authority', [])
const own = makeCertificate('upstream', ['DNS:localhost', 'IP:127.0.0.1'], authority)
const other = makeCertificate('upstream', ['DNS:elsewhere.example'], authority)
const client = makeCertificate('gateway', ['DNS:gateway.example'], authority)
let directory: string
let server: ReturnType<typeof createServer>
let url: string
const seen: string[] = []
const file = (name: string, text: string): string => {
  writeFileSync(join(directory, name), text)
  return join(directory, name)
}
const files = () => ({
  ca_file: file('ca.pem', authority.cert),
  cert_file: file('client.pem', client.cert),
  key_file: file('client.key', client.key),
})

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'coatcheck-tls-'))
  server = createServer(
    { ...own, ca: authority.cert, requestCert: true, rejectUnauthorized: true },
    (request, answer) => {
      seen.push(String((request.socket as TLSSocket).getPeerCertificate().subject.CN))
      request.resume()
      request.on('end', () => answer.setHeader('content-type', 'application/json').end('{}'))
    },
  )
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => {
  server.close()
  server.closeAllConnections()
  rmSync(directory, { recursive: true })
})
beforeEach(() => {
  server.setSecureContext({ ...own, ca: authority.cert })
  seen.length = 0
})

/** Statuses on a protected and on a relayed route. */
const statuses = async (upstream: Record<string, unknown>): Promise<number[]> => {
  const gateway = await startGateway(url, { rules: 'rules/core', upstream })
  try {
    const relayed = await send(`${gateway.url}/v1/models`)
    return [(await post(gateway.chatUrl, { message: 'hello' })).status, relayed.status]
  } finally {
    await gateway.close()
  }
}

describe('an upstream behind TLS', () => {
  it('is believed with a certificate of the configured authority, and sees the client certificate', async () => {
    expect(await statuses(files())).toEqual([200, 200])
    expect(seen).toEqual(['gateway', 'gateway'])
  })

  it('is not believed without its authority', async () => {
    const { cert_file, key_file } = files()
    expect(await statuses({ cert_file, key_file })).toEqual([502, 502])
    expect(seen).toEqual([])
  })

  it('is not believed under another name', async () => {
    server.setSecureContext({ ...other, ca: authority.cert })
    expect(await statuses(files())).toEqual([502, 502])
    expect(seen).toEqual([])
  })

  it('that wants a client certificate refuses a gateway without one', async () => {
    expect(await statuses({ ca_file: files().ca_file })).toEqual([502, 502])
    expect(seen).toEqual([])
  })

  it('is no reason to start with files that do not fit', async () => {
    const { ca_file, cert_file } = files()
    const upstream = { ca_file, cert_file, key_file: file('other.key', other.key) }
    const problems = await startProblems(url, { rules: 'rules/core', upstream })
    expect(problems).toMatchObject([{ path: 'upstream.cert_file' }])
  })
})
