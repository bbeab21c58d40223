import { ask } from '../ask.mjs'
import { check } from '../check.mjs'
import { ANSWER_WITH_VALUES, ANSWER_WITHOUT_THREAD, CLEAN_ANSWER } from '../traffic/answers.mjs'
import { COUNTER } from '../traffic/bodies.mjs'
import { PATHS } from '../upstream/nginx.mjs'

const PLACEHOLDER = /<[A-Z_]+_[1-9]\d*>/g
const SPOT_CHECKS = 20
const BYTES_TOLERANCE = 0.03

/** The counter's text is replaced under load; here it is letters of the same length. */
const jsonOf = ({ json }) => json.replaceAll(COUNTER, 'abcdefgh')

const rawAnswer = ({ values, isThreadless }) => {
  if (values.length === 0) return CLEAN_ANSWER
  return isThreadless ? ANSWER_WITHOUT_THREAD : ANSWER_WITH_VALUES
}

const expectedAnswer = (body) =>
  body.values.length === 0
    ? CLEAN_ANSWER
    : rawAnswer(body).replaceAll('<EMAIL_1>', body.values[0]).replaceAll('<PHONE_1>', body.values[1])

const verifyAnswer = (contender, body, answer) => {
  const expected = contender.isGateway ? expectedAnswer(body) : rawAnswer(body)
  const { label } = contender
  check(answer.status === 200, `${label}: status ${answer.status} instead of 200`)
  check(answer.body.length === expected.length, `${label}: ${answer.body.length} bytes, not ${expected.length}`)
  check(answer.body === expected, `${label}: another answer than expected`)
  if (!contender.isGateway) return
  const guard = `enforce;entities=${body.values.length};`
  const said = answer.headers['x-pii-guard'] ?? 'nothing'
  check(said.startsWith(guard), `${label}: X-Pii-Guard is ${said}, not ${guard}…`)
  const isSealed = (answer.headers['x-auto-pii-mapping'] ?? '').split('.').length === 5
  check(isSealed === body.values.length > 0, `${label}: the mapping header is not as the default has it`)
}

const recordedPath = ({ values, isThreadless }) => {
  if (values.length === 0) return PATHS.recordedClean
  return isThreadless ? PATHS.recordedThreadless : PATHS.recordedValues
}

/** The upstream saw placeholders in place of the values, and everything else as it was sent. */
const verifyForwarded = async (contender, body, { key, recorder }) => {
  const json = jsonOf(body)
  const path = recordedPath(body)
  verifyAnswer(contender, body, await ask({ port: contender.port, path, body: json, key }))
  const { headers, body: received } = recorder.last
  if (!contender.isGateway) {
    check(received === json, `${contender.label}: the upstream received another body`)
    return
  }
  const everything = `${headers.join('\n')}\n${received}`
  for (const value of body.values) check(!everything.includes(value), `${contender.label}: the upstream saw a value`)
  check(
    (received.match(PLACEHOLDER) ?? []).length === body.values.length,
    `${contender.label}: not one placeholder for each value`,
  )
  let back = 0
  const masked = body.values.reduce((text, value) => text.replace(value, '\0'), json)
  const same = received.replace(PLACEHOLDER, () => {
    back += 1
    return '\0'
  })
  check(back === body.values.length && same === masked, `${contender.label}: something else of the body changed`)
}

/** Sends every body, to the recorder and to the measured route. Returns the mean of the bytes of an answer on the wire. */
export const verifyAll = async (contender, { bodies, path, key, recorder }) => {
  let wireBytes = 0
  for (const body of bodies) {
    await verifyForwarded(contender, body, { key, recorder })
    const answer = await ask({ port: contender.port, path, body: jsonOf(body), key })
    verifyAnswer(contender, body, answer)
    wireBytes += answer.wireBytes
  }
  return wireBytes / bodies.length
}

/** Sends some of the bodies once more, after the load. */
export const verifySome = async (contender, { bodies, path, key }) => {
  for (const body of bodies.slice(0, SPOT_CHECKS)) {
    verifyAnswer(contender, body, await ask({ port: contender.port, path, body: jsonOf(body), key }))
  }
}

/** The answers under load were as long as the verified ones; wrk also counts the bytes of those it cut at the end of a run. */
export const checkBytes = ({ bytes, requests }, expected, { connections, id }) => {
  const most = expected * (1 + BYTES_TOLERANCE + connections / requests)
  const isAsVerified = bytes > expected * (1 - BYTES_TOLERANCE) && bytes < most
  check(isAsVerified, `${id}: ${bytes.toFixed(0)} bytes for each answer under load, not ${expected.toFixed(0)}`)
}
