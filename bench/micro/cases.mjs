import { check } from '../check.mjs'
import { ANSWER_WITH_VALUES, EVENT_COUNT, EVENTS, STREAM_TEXT, textOfStream } from '../traffic/answers.mjs'
import { createBodies, createTexts } from '../traffic/bodies.mjs'

const SCOPE = { caller: null, space: '1', thread: null }
const HEADERS = ['Host', 'localhost', 'Content-Type', 'application/json']
const SCOPED = 'one-caller'

const inTurn = (list) => {
  let at = 0
  return () => {
    at = (at + 1) % list.length
    return list[at]
  }
}

/** Every value lies inside what was found, and a clean text has no finding but what the policy lets pass. */
const checkFindings = ({ policy }, findings, { text, values }) => {
  const hasOther = findings.some(({ entity }) => policy.operatorFor(entity) !== 'allow')
  if (values.length === 0) check(!hasOther, 'detect found something in a clean text')
  for (const value of values) {
    const at = text.indexOf(value)
    const isFound = findings.some(({ start, end }) => start <= at && end >= at + value.length)
    check(isFound, 'detect missed a value')
  }
}

const detectCases = ({ runtime, cachedDetect }) =>
  [
    { name: 'detect 500 B, clean', kind: 'clean', bytes: 500 },
    { name: 'detect 500 B, 3 values', kind: 'values', bytes: 500 },
    { name: 'detect 1 KB, clean', kind: 'clean', bytes: 1000 },
    { name: 'detect 1 KB, 3 values', kind: 'values', bytes: 1000 },
  ].flatMap(({ name, kind, bytes }) => {
    const texts = createTexts(kind, bytes)
    const warm = cachedDetect(runtime.ruleSet.detect, { digest: runtime.digest })
    for (const each of texts) {
      checkFindings(runtime, runtime.ruleSet.detect(each.text, 'message'), each)
      warm(SCOPED, each.text, 'message')
      checkFindings(runtime, warm(SCOPED, each.text, 'message'), each)
    }
    const [nextCold, nextWarm] = [inTurn(texts), inTurn(texts)]
    return [
      { name: `${name}, cold cache`, run: () => runtime.ruleSet.detect(nextCold().text, 'message').length },
      { name: `${name}, warm cache`, run: () => warm(SCOPED, nextWarm().text, 'message').length },
    ]
  })

const PLACE = ({ policy }) => ({ scope: SCOPE, policy, rawHeaders: HEADERS })

const protectCases = ({ runtime, takeTurn, parseJsonBody, upstreamHeaders, clientHeaders, spacesChat }) => {
  const turnOf = (bytes) => {
    const { source } = parseJsonBody(bytes)
    return takeTurn(runtime, { source, shape: spacesChat.request, ...PLACE(runtime) })
  }
  return ['values', 'clean'].flatMap((kind) => {
    const bodies = createBodies(kind, 1000)
    const received = bodies.map(({ json }) => Buffer.from(json))
    const turns = received.map(turnOf)
    for (const [index, { result }] of turns.entries()) {
      const { values } = bodies[index]
      check(result.replacements.length === values.length, 'protect replaced another number of values')
      for (const value of values) check(!result.body.includes(value), 'protect left a value')
    }
    const [nextBody, nextUp, nextDown] = [inTurn(received), inTurn(turns), inTurn(turns)]
    const both = [
      { name: `protect a 1 KB body, ${kind}`, run: () => Buffer.from(turnOf(nextBody()).result.body).length },
    ]
    if (kind === 'clean') return both
    return [
      ...both,
      { name: 'headers to the upstream', run: () => upstreamHeaders(runtime, nextUp()).length },
      { name: 'headers to the client, sealed', run: () => clientHeaders(runtime, nextDown(), true).length },
    ]
  })
}

const sealCases = ({ runtime }) => {
  const mapJson = JSON.stringify({ '<EMAIL_1>': 'mara.kestrel4711@example.com', '<PHONE_1>': '+1 415 555 0123' })
  const payload = { ...SCOPE, header: 'X-Auto-Pii-Mapping', direction: 'client', mapJson }
  const token = runtime.sealer.seal(payload)
  check(runtime.sealer.open(token, payload) === mapJson, 'a sealed header does not open')
  return [
    { name: 'seal a map of two', run: () => runtime.sealer.seal(payload).length, ceiling: 15 },
    { name: 'open a map of two', run: () => runtime.sealer.open(token, payload).length },
  ]
}

const restoreCases = (product) => {
  const { runtime, takeTurn, createAnswer, spacesChat } = product
  const [body] = createBodies('values', 1000)
  const turn = takeTurn(runtime, { source: body.json, shape: spacesChat.request, ...PLACE(runtime) })
  const answerOf = (contentType) =>
    createAnswer(runtime, turn, {
      format: spacesChat,
      isAuthorised: true,
      contentType,
      onThreadId: null,
      onDone: () => {},
    })
  const restored = (text) => text.replaceAll('<EMAIL_1>', body.values[0]).replaceAll('<PHONE_1>', body.values[1])
  const events = EVENTS.map((event) => Buffer.from(event))
  const json = Buffer.from(ANSWER_WITH_VALUES)
  const runStream = () => {
    const answer = answerOf('text/event-stream')
    const parts = events.map(answer.push)
    return Buffer.concat([...parts, answer.end()])
  }
  const runJson = () => {
    const answer = answerOf('application/json')
    return Buffer.concat([answer.push(json), answer.end()])
  }
  check(textOfStream(runStream().toString()) === restored(STREAM_TEXT), 'a stream was restored wrongly')
  check(runJson().toString() === restored(ANSWER_WITH_VALUES), 'an answer was restored wrongly')
  return [
    { name: 'restore an event of 250 B', run: () => runStream().length, divisor: EVENT_COUNT },
    { name: 'restore a 1 KB JSON answer', run: () => runJson().length },
  ]
}

const scanCases = ({ findLeaves, spacesChat }) =>
  [1000, 32 * 1024].map((bytes) => {
    const bodies = createBodies('values', bytes)
    for (const { json } of bodies) {
      const texts = findLeaves(json, spacesChat.request, 512).map(({ text }) => text)
      check(texts.includes(JSON.parse(json).message), 'the scan missed the message')
    }
    const next = inTurn(bodies)
    return {
      name: `find the leaves of a ${bytes > 1000 ? '32' : '1'} KB body`,
      run: () => findLeaves(next().json, spacesChat.request, 512).length,
    }
  })

/** All cases, each checked once before it is measured: `{ name, run, divisor, ceiling }`; `ceiling` in microseconds. */
export const createCases = (product) => [
  ...detectCases(product),
  ...protectCases(product),
  ...sealCases(product),
  ...restoreCases(product),
  ...scanCases(product),
]
