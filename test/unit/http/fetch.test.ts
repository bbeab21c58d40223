import type { IncomingMessage, ServerResponse } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createFetch } from '../../../src/http/fetch.js'
import { createLookup } from '../../../src/http/lookup.js'
import { type Served, serve } from '../../support/serve.js'

let served: Served
let answer: (incoming: IncomingMessage, outgoing: ServerResponse) => void
beforeAll(async () => {
  served = await serve((incoming, outgoing) => {
    answer(incoming, outgoing)
    return undefined
  })
})
afterAll(() => served.close())

const fetch = createFetch(undefined)
const get = (signal = AbortSignal.timeout(5000)) =>
  fetch(served.url, { headers: new Headers({ accept: 'a/b' }), signal })

describe('createFetch', () => {
  it('gives status and document, and asks with the headers that it was given', async () => {
    answer = ({ headers, method }, outgoing) => outgoing.writeHead(201).end(JSON.stringify([method, headers.accept]))
    const response = await get()
    expect([response.status, await response.json()]).toEqual([201, ['GET', 'a/b']])
  })

  it('does not follow a redirect', async () => {
    answer = (_, outgoing) => outgoing.writeHead(302, { location: 'http://169.254.169.254/' }).end()
    expect((await get()).status).toBe(302)
  })

  it('keeps no connection', async () => {
    answer = ({ headers }, outgoing) => outgoing.end(headers.connection)
    expect(await (await get()).text()).toBe('close')
  })

  it.each([
    ['a document over 1 MiB', (outgoing: ServerResponse) => outgoing.end(Buffer.alloc(1024 * 1024 + 1))],
    ['a document that is cut', (outgoing: ServerResponse) => outgoing.write('{', () => outgoing.destroy())],
    ['no answer', (outgoing: ServerResponse) => outgoing.destroy()],
    ['a status without a body', (outgoing: ServerResponse) => outgoing.writeHead(204).end()],
  ])('rejects for %s', async (_, send) => {
    answer = (_incoming, outgoing) => send(outgoing)
    await expect(get()).rejects.toThrow()
  })

  it('gives up when it is told to, in the head and in the body', async () => {
    for (const begin of [() => undefined, (outgoing: ServerResponse) => outgoing.write('{')]) {
      answer = (_, outgoing) => begin(outgoing)
      await expect(get(AbortSignal.timeout(50))).rejects.toThrow(/abort/i)
    }
  })

  it('fails with the code of a lookup that refuses the address', async () => {
    const refusing = createFetch(createLookup(() => true, 'auth_address'))
    const asked = refusing(`http://localhost:${served.port}`, {
      headers: new Headers(),
      signal: AbortSignal.timeout(5000),
    })
    await expect(asked).rejects.toMatchObject({ code: 'auth_address' })
  })
})
