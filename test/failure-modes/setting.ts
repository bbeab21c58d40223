import { createParser, type EventSourceMessage } from 'eventsource-parser'
import { forwardedBody, post } from '../support/chat.js'
import type { Answer } from '../support/client.js'
import { startGateway } from '../support/gateway.js'
import { type Recorded, reply, startUpstream } from '../support/upstream.js'

// biome-ignore lint/suspicious/noExplicitAny: tests reach into JSON of many shapes
export type Json = any

type Headers = Readonly<Record<string, string>>

export type Setting = Awaited<ReturnType<typeof startSetting>>

/** A gateway that shows its maps, in front of a recording upstream. */
export const startSetting = async (
  over: Parameters<typeof startGateway>[1] = {},
  destination?: Parameters<typeof startGateway>[2],
) => {
  const upstream = await startUpstream()
  const gateway = await startGateway(upstream.url, { mapping: { client: 'plain' }, ...over }, destination)
  const ask = (body: unknown, headers: Headers = {}): Promise<Answer> => post(gateway.chatUrl, body, headers)
  const exchange = async (body: unknown, answer: unknown, headers: Headers = {}): Promise<Json> => {
    upstream.answer(reply(typeof answer === 'string' ? answer : JSON.stringify(answer)))
    return JSON.parse((await ask(body, headers)).body.toString())
  }
  return {
    upstream,
    gateway,
    ask,
    /** What the client reads when the upstream answers `answer` to `body`. */
    exchange,
    /** The same for one message and one text. */
    answerTo: async (message: string, answer: string, headers: Headers = {}): Promise<string> =>
      (await exchange({ message }, { answer }, headers)).answer,
    /** The body that reached the upstream last. */
    forwarded: () => forwardedBody(upstream),
    close: async () => {
      await gateway.close()
      await upstream.close()
    },
  }
}

/** Invented; the request that most tests send. It gives `<PERSON_1>` and `<EMAIL_1>`. */
export const MESSAGE = 'My name is Jane Doe, mail jane@corp.org please.'
export const PERSON = 'Jane Doe'
export const EMAIL = 'jane@corp.org'

/** A reviewed map, as the client sends it. */
export const mapped = (entries: Record<string, string>): Headers => ({
  'X-Pii-Mapping': Buffer.from(JSON.stringify(entries)).toString('base64'),
})

export const sse = (data: unknown, name?: string): string =>
  `${name === undefined ? '' : `event: ${name}\n`}data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`

/** The events of a body as an SSE client sees them. */
export const eventsOf = ({ body }: Pick<Answer, 'body'>): EventSourceMessage[] => {
  const events: EventSourceMessage[] = []
  const parser = createParser({ onEvent: (event) => void events.push(event) })
  parser.feed(body.toString())
  return events
}

/** The JSON of the events, without `[DONE]`. */
export const jsonEvents = (answer: Answer): Json[] =>
  eventsOf(answer)
    .filter(({ data }) => data.startsWith('{'))
    .map(({ data }) => JSON.parse(data))

/** Text of one member of all events, joined. */
export const joined = (answer: Answer, read: (event: Json) => unknown): string =>
  jsonEvents(answer)
    .map((event) => read(event) ?? '')
    .join('')

/** A request as it stood on the wire: as it is, and with its JSON escapes undone. */
export const wireText = ({ raw }: Recorded): string => {
  const text = raw.toString()
  const plain = text.replace(/\\u([0-9a-f]{4})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  return `${text}\n${plain}`.toLowerCase()
}

/** One value of the metrics page, labels included in `name`; 0 when it is not there. */
export const metric = async (adminUrl: string, name: string): Promise<number> => {
  const page = await (await fetch(`${adminUrl}/metrics`)).text()
  const line = page.split('\n').find((candidate) => candidate.startsWith(`${name} `))
  return Number(line?.slice(name.length + 1) ?? 0)
}
