import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createKey } from '../../src/policy/auth.js'
import { jsonHeader, post, textHeader } from '../support/chat.js'
import { send } from '../support/client.js'
import { startGateway, type TestGateway } from '../support/gateway.js'
import { reply, startUpstream, type TestUpstream } from '../support/upstream.js'

let upstream: TestUpstream
let open: TestGateway
let closed: TestGateway
const anna = createKey('anna', '')
const bert = createKey('bert', '')

beforeAll(async () => {
  upstream = await startUpstream(reply('{"answer":"ok"}'))
  open = await startGateway(upstream.url, { mapping: { client: 'plain' } })
  const keys = [
    { id: 'anna', hash: anna.hash },
    { id: 'bert', hash: bert.hash },
  ]
  closed = await startGateway(upstream.url, { mapping: { client: 'plain' }, auth: { mode: 'required', keys } })
}, 60_000)
afterAll(async () => {
  await open.close()
  await closed.close()
  await upstream.close()
})

const detect = async (body: unknown) => JSON.parse((await post(`${open.url}/v1/pii/detect`, body)).body.toString())
const restore = (gateway: TestGateway, body: unknown, key = '') =>
  post(`${gateway.url}/v1/pii/restore`, body, key === '' ? {} : { 'X-API-Key': key })

describe('POST /v1/pii/detect', () => {
  it('answers the text with placeholders, the map, the details and the positions', async () => {
    const answer = await detect({ text: 'Contact pieter@example.com, SSN 536-90-4399' })
    expect(answer.redacted_text).toBe('Contact <EMAIL_1>, SSN <US_SSN_1>')
    expect(answer.pii_mapping).toEqual({ '<EMAIL_1>': 'pieter@example.com', '<US_SSN_1>': '536-90-4399' })
    expect(Object.keys(answer.entity_details)).toEqual(['EMAIL', 'US_SSN'])
    expect(answer.positions[0]).toMatchObject({ start: 8, end: 26, field: '/text', placeholder: '<EMAIL_1>' })
  })

  it("reproduces the API guide's example: an existing placeholder is reused for another spelling", async () => {
    const answer = await detect({
      text: 'My name is John Smith and my email is john@example.com. Call me at (555) 123-4567.',
      existing_mapping: { '<PHONE_1>': '+15551234567' },
      include_oii: true,
      enhanced_mode: null,
    })
    expect(answer.redacted_text).toBe('My name is <PERSON_1> and my email is <EMAIL_1>. Call me at <PHONE_1>.')
    expect(answer.pii_mapping).toEqual({
      '<PHONE_1>': '+15551234567',
      '<PERSON_1>': 'John Smith',
      '<EMAIL_1>': 'john@example.com',
    })
  })

  it('adds organisations where it is asked to', async () => {
    const text = 'Pieter works for Globex Widgets GmbH'
    const asked = await detect({ text, include_oii: true })
    expect(asked.redacted_text).toBe('Pieter works for <ORGANIZATION_1>')
    expect(asked.pii_mapping).toEqual({ '<ORGANIZATION_1>': 'Globex Widgets GmbH' })
    expect((await detect({ text })).redacted_text).toBe(text)
  })

  it('forwards nothing', async () => {
    const before = upstream.requests.length
    await detect({ text: 'a@corp.org' })
    expect(upstream.requests.length).toBe(before)
  })

  it.each([
    [{}, 'request_invalid'],
    [{ text: 5 }, 'request_invalid'],
    [{ text: 'x', existing_mapping: { EMAIL_1: 'aa' } }, 'mapping_invalid'],
    [{ text: 'x', existing_mapping: { '<EMAIL_1>': 'a' } }, 'mapping_invalid'],
  ])('refuses %j', async (body, code) => {
    expect(await detect(body)).toMatchObject({ code, status: 422 })
  })
})

describe('pii_preview', () => {
  it('answers for the whole chat body and neither forwards nor writes the thread', async () => {
    const before = upstream.requests.length
    const body = { pii_preview: true, thread_id: 't-p', message: 'to a@corp.org', title: 'b@corp.org' }
    const answer = await post(open.chatUrl, body, { 'X-API-Key': 'k' })
    const preview = JSON.parse(answer.body.toString())
    expect(preview.redacted_text).toBe('to <EMAIL_1>')
    expect(preview.pii_mapping).toEqual({ '<EMAIL_1>': 'a@corp.org', '<EMAIL_2>': 'b@corp.org' })
    expect(preview.positions.map((position: { field: string }) => position.field)).toEqual(['/message', '/title'])
    expect(textHeader(answer, 'X-Pii-Guard')).toMatch(/^enforce;entities=2/)
    expect(upstream.requests.length).toBe(before)
    const next = await post(open.chatUrl, { thread_id: 't-p', message: 'c@corp.org' }, { 'X-API-Key': 'k' })
    expect(jsonHeader(next, 'X-Auto-Pii-Mapping')).toEqual({ '<EMAIL_1>': 'c@corp.org' })
  })
})

describe('POST /v1/pii/restore', () => {
  const pii_mapping = { '<EMAIL_1>': 'a@corp.org', '<PERSON_1>': 'O"Neil\nJr' }

  it('restores text and JSON, and names what it does not know', async () => {
    const text = await restore(open, { text: 'to <EMAIL_1>, <PERSON_1> and <EMAIL_2>', pii_mapping })
    expect(JSON.parse(text.body.toString())).toEqual({
      text: 'to a@corp.org, O"Neil\nJr and <EMAIL_2>',
      unresolved: ['<EMAIL_2>'],
    })
    const other = await restore(open, { text: '<EMAIL_1> called <IBAN_7>, <b_1> said', pii_mapping })
    expect(JSON.parse(other.body.toString())).toEqual({
      text: 'a@corp.org called <IBAN_7>, <b_1> said',
      unresolved: ['<IBAN_7>'],
    })
    const value = { '<EMAIL_1>': ['<PERSON_1>', 7], id: '<EMAIL_1>', __proto__: null }
    const json = await restore(open, { json: value, pii_mapping })
    expect(JSON.parse(json.body.toString())).toEqual({
      json: { 'a@corp.org': ['O"Neil\nJr', 7], id: 'a@corp.org' },
      unresolved: [],
    })
  })

  it('serves stored threads to their own caller only, and only with required authentication', async () => {
    const url = `${closed.url}/v1/spaces/s1/chat`
    await post(url, { thread_id: 't1', message: 'to a@corp.org' }, { 'X-API-Key': anna.key })
    const ask = { text: '<EMAIL_1>', thread_id: 't1', space_id: 's1' }
    expect(JSON.parse((await restore(closed, ask, anna.key)).body.toString()).text).toBe('a@corp.org')
    expect((await restore(closed, ask, bert.key)).status).toBe(404)
    expect((await restore(closed, ask)).status).toBe(401)
    expect(JSON.parse((await restore(open, ask, 'x')).body.toString()).code).toBe('auth_required')
  })
})

describe('GET /v1/pii/mappings/{id}', () => {
  it('gives a reference back to its caller, and 404 to any other', async () => {
    const message = Array.from({ length: 400 }, (_, n) => `user${n}@corp.org`).join(' ')
    const answer = await post(open.chatUrl, { message }, { 'X-API-Key': 'k-1' })
    const id = textHeader(answer, 'X-Auto-Pii-Mapping-Ref')
    const get = (key: string) => send(`${open.url}/v1/pii/mappings/${id}`, { headers: { 'X-API-Key': key } })
    const mine = JSON.parse((await get('k-1')).body.toString())
    expect(JSON.parse(mine.value)['<EMAIL_400>']).toBe('user399@corp.org')
    expect((await get('k-2')).status).toBe(404)
  })
})
