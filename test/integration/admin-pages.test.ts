import { Ajv2020 } from 'ajv/dist/2020.js'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ERRORS } from '../../src/errors.js'
import { BUILT_IN } from '../../src/formats/built-in.js'
import type { OpenApi } from '../../src/openapi/document.js'
import { post } from '../support/chat.js'
import { type Answer, send } from '../support/client.js'
import { startGateway, type TestGateway } from '../support/gateway.js'
import { reply, startUpstream, type TestUpstream } from '../support/upstream.js'

const VALUE = 'jane.ombrell@corp.example'
const TEXT = `My name is Jane Ombrell, mail ${VALUE}.`

let upstream: TestUpstream
let gateway: TestGateway
const logged: string[] = []

beforeAll(async () => {
  upstream = await startUpstream(reply('{"text":"ok"}'))
  const routes = [
    {
      path: '/v1/tickets/{ticket}/notes',
      methods: ['POST' as const, 'PUT' as const],
      format: 'json' as const,
      request: {},
      answer: {},
    },
  ]
  gateway = await startGateway(upstream.url, { rules: 'rules/core', routes }, { write: (line) => logged.push(line) })
})
afterAll(async () => {
  await gateway.close()
  await upstream.close()
})

const admin = (path: string, call: Parameters<typeof send>[1] = {}): Promise<Answer> =>
  send(gateway.adminUrl + path, call)
const tryOut = (body: unknown, headers: Record<string, string> = {}): Promise<Answer> =>
  post(`${gateway.adminUrl}/playground/try`, body, headers)
const json = ({ body }: Answer) => JSON.parse(body.toString())
const PAGES = [
  '/openapi.json',
  '/docs',
  '/playground',
  '/assets/pages.css',
  '/assets/playground.js',
  '/playground/options',
]

describe('the pages of the admin listener', () => {
  it.each(PAGES)('%s is there, under a strict policy, loads nothing from elsewhere, and is not kept', async (path) => {
    const { status, headers, body } = await admin(path)
    expect(status).toBe(200)
    expect(headers['content-security-policy']).toContain("default-src 'none'")
    expect(headers['content-security-policy']).not.toContain('unsafe')
    expect(headers['x-content-type-options']).toBe('nosniff')
    expect(headers['cache-control']).toBe('no-store')
    expect(headers['access-control-allow-origin']).toBeUndefined()
    if (!path.startsWith('/openapi'))
      expect(body.toString()).not.toMatch(/(?:src|href)="(?:https?:)?\/\/|url\(|@import|\sstyle="|<script>/)
  })

  it.each([...PAGES, '/playground/try'])('%s answers no page of another site, and no foreign name', async (path) => {
    const method = path.endsWith('try') ? 'POST' : 'GET'
    for (const headers of [
      { Host: 'evil.example' },
      { Origin: 'http://evil.example' },
      { Origin: 'null' },
      { 'Sec-Fetch-Site': 'cross-site' },
    ]) {
      const answer = await admin(path, { method, headers })
      expect([answer.status, answer.headers['access-control-allow-origin']]).toEqual([404, undefined])
    }
    const preflight = await admin(path, {
      method: 'OPTIONS',
      headers: { Origin: 'http://evil.example', 'Access-Control-Request-Method': 'POST' },
    })
    expect(preflight.headers['access-control-allow-origin']).toBeUndefined()
  })

  it.each(PAGES)('%s is not on the traffic port', async (path) => {
    await send(gateway.url + path)
    expect(upstream.last().url).toBe(path)
  })
})

describe('/openapi.json', () => {
  let document: OpenApi
  beforeAll(async () => {
    document = json(await admin('/openapi.json'))
  })

  type Operation = {
    readonly operationId: string
    readonly parameters?: readonly {
      readonly $ref?: string
      readonly name?: string
      readonly in?: string
      readonly required?: boolean
    }[]
    readonly responses: object
  }
  const operations = (): [string, string, Operation][] =>
    Object.entries(document.paths).flatMap(([path, item]) =>
      Object.entries(item).map(([method, operation]): [string, string, Operation] => [
        path,
        method,
        operation as Operation,
      ]),
    )
  const at = (pointer: string): unknown =>
    pointer
      .split('/')
      .slice(1)
      .reduce<unknown>((value, name) => (value as Record<string, unknown>)[name.replaceAll('~1', '/')], document)
  const validate = (schema: object) => {
    const ajv = new Ajv2020({ strict: false })
    ajv.addSchema({ ...document, $id: 'coatcheck' })
    return ajv.compile(JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"coatcheck#/')))
  }

  it('is OpenAPI 3.1 of all protected routes, declared ones included, and all own endpoints', () => {
    expect(document.openapi).toMatch(/^3\.1\./)
    expect(document.servers[0]?.url).toBe(gateway.url)
    const own = [
      '/v1/pii/detect',
      '/v1/pii/restore',
      '/v1/pii/erase',
      '/v1/pii/mappings/{id}',
      '/v1/spaces/{space_id}/pii',
      '/v1/spaces/{space_id}/threads/{thread_id}/pii',
    ]
    const paths = ['/v1/tickets/{ticket}/notes', ...BUILT_IN.flatMap((format) => format.paths), ...own]
    expect(Object.keys(document.paths).sort()).toEqual([...new Set(paths)].sort())
    expect(Object.keys(document.paths['/v1/tickets/{ticket}/notes'] ?? {})).toEqual(['post', 'put'])
  })

  it('resolves every reference, names every operation once, and declares exactly the parameters of each path', () => {
    for (const [, ref] of JSON.stringify(document).matchAll(/"\$ref":"#([^"]+)"/g))
      expect(at(ref ?? ''), ref).toBeTypeOf('object')
    const ids = operations().map(([, , { operationId }]) => operationId)
    expect(new Set(ids).size).toBe(ids.length)
    for (const [path, , { parameters = [], responses }] of operations()) {
      const declared = parameters.filter((one) => one.in === 'path').map(({ name }) => name)
      expect(declared).toEqual([...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name))
      expect(Object.keys(responses)).toEqual(['200', 'default'])
    }
  })

  it('has schemas that are valid JSON Schema, and the answers of the gateway keep them', async () => {
    const schemaAt = (path: string, rest: string) =>
      at(`/paths/${path.replaceAll('/', '~1')}/post/${rest}/content/application~1json/schema`) as object
    const answerSchema = (path: string) => schemaAt(path, 'responses/200')
    const detected = validate(answerSchema('/v1/pii/detect'))
    expect(
      detected(json(await post(`${gateway.url}/v1/pii/detect`, { text: TEXT }))),
      JSON.stringify(detected.errors),
    ).toBe(true)
    expect(detected({ redacted_text: 1 })).toBe(false)
    const restored = validate(answerSchema('/v1/pii/restore'))
    const asked = { text: 'to <EMAIL_1>', pii_mapping: { '<EMAIL_1>': VALUE } }
    expect(restored(json(await post(`${gateway.url}/v1/pii/restore`, asked)))).toBe(true)
    const problem = validate({ $ref: '#/components/schemas/Problem' })
    for (const bad of ['{', '{"a":1,"a":2}']) expect(problem(json(await post(gateway.chatUrl, bad)))).toBe(true)
    expect(problem({ code: 'made_up' })).toBe(false)
    const body = schemaAt('/v1/pii/detect', 'requestBody')
    expect(validate(body)({ text: 'x', thread_id: 't' })).toBe(true)
    expect(validate(body)({ text: 1 })).toBe(false)
  })

  it('lists every error code', () => {
    expect(at('/components/schemas/Problem/properties/code/enum')).toEqual(Object.keys(ERRORS))
  })

  it('is rendered by /docs', async () => {
    const page = (await admin('/docs')).body.toString()
    for (const [path] of operations()) expect(page).toContain(`<code>${path}</code>`)
    expect(page).toContain('X-Chat-History-Pii-Mapping')
  })
})

describe('the playground', () => {
  it('says what is found, why, and what the upstream and the client would get', async () => {
    const tried = json(await tryOut({ text: TEXT }))
    expect(tried.upstream).toBe('My name is <PERSON_1>, mail <EMAIL_1>.')
    const found = tried.findings.find(({ entity }: { entity: string }) => entity === 'EMAIL')
    expect(TEXT.slice(found.start, found.end)).toBe(VALUE)
    expect(found).toMatchObject({ fate: 'pseudonymise', replacement: '<EMAIL_1>', group: 'EMAIL' })
    expect(found.why).toMatch(/^email: .* → very_likely$/)
    expect(tried.headers.client[0]).toEqual([
      'X-Pii-Guard',
      expect.stringMatching(/^enforce;entities=2;policy="default"/),
    ])
    expect(tried.headers.upstream.map(([name]: [string]) => name)).toEqual(['X-Auto-Pii-Mapping', 'X-Pii-Positions'])
  })

  it('is what the gateway does', async () => {
    await post(gateway.chatUrl, { message: TEXT })
    expect(JSON.parse(upstream.last().body.toString()).message).toBe(json(await tryOut({ text: TEXT })).upstream)
  })

  it.each([
    ['redact', 'My name is [PERSON], mail [EMAIL].'],
    ['allow', TEXT],
    ['block', null],
  ])('shows another operator: %s', async (operator, expected) => {
    const tried = json(await tryOut({ text: TEXT, operator }))
    expect(tried.upstream).toBe(expected)
    if (operator === 'block')
      expect(tried.problem).toMatchObject({ code: 'pii_blocked', entities: { EMAIL: 1, PERSON: 1 } })
  })

  it('shows what was looked at and not found', async () => {
    const { dropped, findings } = json(await tryOut({ text: 'card 4111 1111 1111 1112' }))
    expect(findings).toEqual([])
    expect(dropped.map(({ why }: { why: string }) => why).join('\n')).toContain('failed')
  })

  it('refuses what is no request of its page', async () => {
    const statusOf = async (answer: Promise<Answer>) => (await answer).status
    expect(await statusOf(tryOut({ text: 'x' }, { 'content-type': 'text/plain' }))).toBe(415)
    expect(await statusOf(tryOut('{'))).toBe(400)
    expect(await statusOf(tryOut({ text: 'x', more: 1 }))).toBe(422)
    expect(await statusOf(tryOut({ text: 'x'.repeat(20_001) }))).toBe(422)
    expect(await statusOf(tryOut({ text: 'x'.repeat(300_000) }))).toBe(413)
  })

  it('keeps, counts and logs nothing', async () => {
    const findings = async () => /^coatcheck_findings_total.*$/gm.exec((await admin('/metrics')).body.toString())?.[0]
    const before = [await findings(), logged.length]
    await tryOut({ text: TEXT, operator: 'surrogate' })
    expect([await findings(), logged.length]).toEqual(before)
    expect(logged.join('')).not.toContain('ombrell')
  })

  it('is gone where the configuration says so, and the other pages stay', async () => {
    const closed = await startGateway(upstream.url, { rules: 'rules/core', admin: { playground: false } })
    const statuses = await Promise.all(
      ['/playground', '/playground/options', '/assets/playground.js', '/docs'].map(
        async (path) => (await send(closed.adminUrl + path)).status,
      ),
    )
    expect(statuses).toEqual([404, 404, 404, 200])
    expect((await post(`${closed.adminUrl}/playground/try`, { text: 'x' })).status).toBe(404)
    await closed.close()
  })
})
