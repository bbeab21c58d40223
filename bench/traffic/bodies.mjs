import { createRandom } from './random.mjs'
import { createText, createTopic } from './texts.mjs'
import { createPair, createThird } from './values.mjs'

export const BODY_COUNT = 200
/** Stands in the texts of kind `unique`; the load script writes a counter of the same length over it. */
export const COUNTER = 'qqqqqqqq'

/** Bytes between two values of kind `dense`. */
const DENSE_BYTES = 1200
const HISTORY_BYTES = 3000

/** The planted sentences of one body. */
const plant = (random, kind, bytes, index) => {
  if (kind === 'clean') return []
  const planted = createPair(random)
  if (index % 3 !== 0) planted.push(createThird(random))
  while (kind === 'dense' && planted.length < bytes / DENSE_BYTES) planted.push(...createPair(random))
  return planted
}

/** Text of `bytes` with the planted sentences spread over it. */
const write = (random, bytes, planted) => {
  const plantedBytes = planted.reduce((sum, { sentence }) => sum + sentence.length + 1, 0)
  const gap = Math.max(0, bytes - plantedBytes) / (planted.length + 1)
  const parts = [createText(random, gap)]
  for (const { sentence } of planted) parts.push(sentence, createText(random, gap))
  return parts.filter((part) => part !== '').join(' ')
}

/** A request to the chat route and the values in it: `[{ json, values }]`. A long body carries a history, as clients send it. */
const createBody = (random, kind, bytes, index) => {
  const planted = plant(random, kind, bytes, index)
  const metadata = { channel: 'web', locale: 'en-GB', topic: createTopic(random), app: 'desk 4.12' }
  const frame = { title: 'A question about my account', model: 'standard-2', stream: false }
  const textBytes = bytes - Buffer.byteLength(JSON.stringify({ message: '', ...frame, metadata })) - 10
  const turns = Math.max(1, Math.floor(textBytes / HISTORY_BYTES))
  const share = Math.ceil(planted.length / turns)
  const texts = Array.from({ length: turns }, (_, turn) =>
    write(random, textBytes / turns - (turns > 1 ? 30 : 0), planted.slice(turn * share, (turn + 1) * share)),
  )
  const message = kind === 'unique' ? `Reference ${COUNTER}. ${texts[0]}` : texts[0]
  const history = texts.slice(1).map((content, turn) => ({ role: turn % 2 === 0 ? 'user' : 'assistant', content }))
  const body = { message, ...frame, metadata: history.length === 0 ? metadata : { ...metadata, history } }
  return { json: JSON.stringify(body), values: planted.map(({ value }) => value) }
}

/** 200 different bodies of about `bytes`. `values`: 2 to 3 in each; `dense`: one every 1,200 bytes; `clean`: none; `unique`: see COUNTER. */
export const createBodies = (kind, bytes) => {
  const random = createRandom(bytes + kind.length)
  return Array.from({ length: BODY_COUNT }, (_, index) => createBody(random, kind, bytes, index))
}

/** 200 different chat texts of about `bytes` with three values each, or none. */
export const createTexts = (kind, bytes) => {
  const random = createRandom(2 * bytes + kind.length)
  return Array.from({ length: BODY_COUNT }, () => {
    const planted = kind === 'clean' ? [] : [...createPair(random), createThird(random)]
    return { text: write(random, bytes, planted), values: planted.map(({ value }) => value) }
  })
}
