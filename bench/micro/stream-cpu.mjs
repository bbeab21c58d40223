// Child process on the gateway's core: CPU time of an event, restored by a build and by a web TransformStream, in turn.
// Arguments: root of the checkout, rounds, ms for a sample.
import { createWebRestore } from '../baselines/web-stream.mjs'
import { check } from '../check.mjs'
import { EVENTS, STREAM_TEXT, textOfStream } from '../traffic/answers.mjs'
import { lanesOf, OPENAI_EVENTS } from '../traffic/openai-stream.mjs'
import { loadProduct } from './product.mjs'

const [root, rounds, sampleMs] = process.argv.slice(2)
const { createBodyRestorer, spacesChat, openaiChat } = await loadProduct(root)

const VALUES = new Map([
  ['EMAIL_1', 'mara.kestrel4711@example.com'],
  ['PHONE_1', '+1 415 555 0123'],
])
const back = (text) => text.replace(/<(\w+)>/g, (token, name) => VALUES.get(name) ?? token)
const byLane = (lanes) => Object.fromEntries(Object.entries(lanes).map(([name, text]) => [name, back(text)]))
const NAMED = { urls: 'named', isHostNamed: () => false }

const STREAMS = [
  {
    name: 'one lane',
    events: EVENTS,
    answer: spacesChat.answer,
    read: textOfStream,
    expected: back(STREAM_TEXT),
  },
  {
    name: 'two choices and two tool calls',
    events: OPENAI_EVENTS,
    answer: openaiChat.answer,
    read: lanesOf,
    expected: byLane(lanesOf(OPENAI_EVENTS.join(''))),
  },
]

const ours = ({ answer }, chunks) => {
  const restorer = createBodyRestorer('sse', { values: VALUES }, { ...answer, ...NAMED })
  return [...chunks.map(restorer.push), restorer.end()]
}

const theirs = async (_, chunks) => {
  const { writable, readable } = createWebRestore(VALUES)
  const writer = writable.getWriter()
  const written = (async () => {
    for (const chunk of chunks) await writer.write(chunk)
    await writer.close()
  })()
  const parts = []
  for await (const part of readable) parts.push(part)
  await written
  return parts
}

const WARM_MICROS = 500_000
const WARM_STREAMS = 16

const CONTENDERS = { G: ours, W: theirs }

/** Microseconds of CPU time for `count` streams; on the clock others would count too. */
const time = async (run, stream, count) => {
  const before = process.cpuUsage()
  for (let i = 0; i < count; i++) await run(stream, stream.chunks)
  const { user, system } = process.cpuUsage(before)
  return user + system
}

/** How many streams fill a sample, once the code has been compiled. */
const calibrate = async (run, stream) => {
  for (let spent = 0; spent < WARM_MICROS; ) spent += await time(run, stream, WARM_STREAMS)
  let count = WARM_STREAMS
  while ((await time(run, stream, count)) < Number(sampleMs) * 1000) count *= 2
  return count
}

const measure = async (stream) => {
  const ids = Object.keys(CONTENDERS)
  const counts = {}
  for (const id of ids) {
    const said = stream.read(Buffer.concat(await CONTENDERS[id](stream, stream.chunks)).toString())
    check(JSON.stringify(said) === JSON.stringify(stream.expected), `${id} said something else: ${stream.name}`)
    counts[id] = await calibrate(CONTENDERS[id], stream)
  }
  const micros = Object.fromEntries(ids.map((id) => [id, []]))
  for (let round = 0; round < Number(rounds); round++) {
    for (const id of round % 2 === 0 ? ids : ids.toReversed())
      micros[id].push((await time(CONTENDERS[id], stream, counts[id])) / counts[id] / stream.events.length)
  }
  return { name: stream.name, micros }
}

const figures = []
for (const stream of STREAMS) {
  const chunks = stream.events.map((event) => Buffer.from(event))
  figures.push(await measure({ ...stream, chunks }))
}
process.stdout.write(JSON.stringify({ figures }))
process.exit(0)
