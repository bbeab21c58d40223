import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { BUILT_IN } from '../../src/formats/built-in.js'
import { findLeaves, pointerOf, writeLeaves } from '../../src/formats/json.js'
import { createRoutes } from '../../src/routes.js'
import { post } from '../support/chat.js'
import { startGateway, type TestGateway } from '../support/gateway.js'
import { reply, startUpstream, type TestUpstream } from '../support/upstream.js'
import { isText, mapStrings, placesOf, SAMPLES } from './samples.js'

const DEPTH = 64
const PLANTED = /planted/i

let upstream: TestUpstream
let gateway: TestGateway

beforeAll(async () => {
  upstream = await startUpstream()
  gateway = await startGateway(upstream.url, { restore: { urls: 'always' } })
}, 60_000)
afterAll(async () => {
  await gateway.close()
  await upstream.close()
})

it('every format has a sample here', () => {
  expect(SAMPLES.map(({ format }) => format.name).sort()).toEqual(BUILT_IN.map(({ name }) => name).sort())
})

const named = SAMPLES.map((sample) => [sample.format.name, sample] as const)

describe.each(named)('%s', (_, { format, path, request, answer }) => {
  const source = JSON.stringify(request)
  const leaves = findLeaves(source, format.request, DEPTH)

  it('is what its path names, also under a prefix', () => {
    const { match } = createRoutes(BUILT_IN)
    expect(match(path)?.format.name).toBe(format.name)
    expect(match(`/api-proxy${path}`)?.path).toBe(`/api-proxy${path}`)
    expect(match(`${path}/more`)?.format.name).not.toBe(format.name)
  })

  it('is written as it was read, and each text where it was', () => {
    expect(writeLeaves(source, leaves, new Map())).toBe(source)
    const same = new Map(leaves.map(({ text }, index) => [index, text]))
    expect(writeLeaves(source, leaves, same)).toBe(source)
    const marked = new Map(leaves.map(({ text, isKey }, index) => [index, isKey ? text : `${text}!`]))
    const expected = mapStrings(request, (text) => (isText(text) ? `${text}!` : text))
    expect(JSON.parse(writeLeaves(source, leaves, marked))).toEqual(expected)
  })

  it('has no string that is neither text nor declared to be none', () => {
    const found = leaves.filter(({ isKey }) => !isKey).map(({ node }) => pointerOf(node))
    const texts = placesOf(request).filter(({ isText }) => isText)
    expect(found).toEqual(texts.map(({ pointer }) => pointer))
  })

  it('lets no planted value through, in any position, and no position is lost', async () => {
    let count = 0
    const planted = mapStrings(request, (text) => (isText(text) ? `${text} planted${++count}@corp.example` : text))
    upstream.answer(reply('{}'))
    expect((await post(gateway.url + path, planted)).status).toBe(200)
    expect(upstream.last().url).toBe(path)
    const { raw, body } = upstream.last()
    expect(raw.toString()).not.toMatch(PLANTED)
    const tokens = placesOf(JSON.parse(body.toString())).filter(({ text }) => /<EMAIL_\d+>/.test(text))
    expect(tokens).toHaveLength(count)
  })

  it('gives every planted value back wherever an answer has text, and nowhere else', async () => {
    const places = placesOf(request).filter(({ isText }) => isText)
    const first = places[0]?.pointer
    const asked = mapStrings(request, (text, pointer) => (pointer === first ? `${text} planted@corp.example` : text))
    const answered = mapStrings(answer, (text) => (text === 'redacted_thinking' ? text : `${text} <EMAIL_1>`))
    upstream.answer(reply(JSON.stringify(answered)))
    const { body } = await post(gateway.url + path, asked)
    expect(JSON.parse(body.toString())).toEqual(
      mapStrings(answered, (text) => (isText(text) ? text.replace('<EMAIL_1>', 'planted@corp.example') : text)),
    )
  })
})
