// W: what is written first when events must be changed: a web TransformStream, eventsource-parser, JSON.parse for each event.
import { createParser } from 'eventsource-parser'

const TOKEN = /<[A-Z][A-Z0-9_]*_[1-9]\d*>/g
const OPEN_TOKEN = /<[A-Z0-9_]*$/

/** Every string that a model streams, as an object and its member. */
const textsOf = function* (event) {
  if (typeof event.delta === 'string') yield [event, 'delta', 'delta', false]
  for (const { index, delta } of event.choices ?? []) {
    if (typeof delta.content === 'string') yield [delta, 'content', `choice ${index}`, false]
    for (const call of delta.tool_calls ?? [])
      yield [call.function, 'arguments', `choice ${index} tool ${call.index}`, true]
  }
}

/** A TransformStream of bytes that puts values back in the streams of the benchmarks; no more tolerant than these need. */
export const createWebRestore = (values) => {
  const decoder = new TextDecoder()
  const encoder = new TextEncoder()
  const held = new Map()
  const restore = (text, lane, isArguments) => {
    const whole = (held.get(lane) ?? '') + text
    const open = OPEN_TOKEN.exec(whole)?.index ?? whole.length
    held.set(lane, whole.slice(open))
    return whole.slice(0, open).replace(TOKEN, (token) => {
      const value = values.get(token.slice(1, -1))
      if (value === undefined) return token
      return isArguments ? JSON.stringify(value).slice(1, -1) : value
    })
  }
  let parser
  return new TransformStream({
    start: (controller) => {
      parser = createParser({
        onEvent: ({ event, data }) => {
          const name = event === undefined ? '' : `event: ${event}\n`
          const send = (text) => controller.enqueue(encoder.encode(`${name}data: ${text}\n\n`))
          if (data === '[DONE]') return send(data)
          const parsed = JSON.parse(data)
          for (const [holder, member, lane, isArguments] of textsOf(parsed))
            holder[member] = restore(holder[member], lane, isArguments)
          send(JSON.stringify(parsed))
        },
      })
    },
    transform: (chunk) => parser.feed(decoder.decode(chunk, { stream: true })),
  })
}
