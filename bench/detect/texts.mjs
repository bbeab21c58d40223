import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createTexts } from '../traffic/bodies.mjs'
import { createRandom } from '../traffic/random.mjs'
import { createText } from '../traffic/texts.mjs'
import { createPair, createThird } from '../traffic/values.mjs'

export const MESSAGE_BYTES = 500
const DOCUMENT_BYTES = 32 * 1024
const DOCUMENTS = 16
/** A value stands behind about so many bytes of other text. */
const GAP_BYTES = 1200
const SEED = 32

const createDocument = (random) => {
  const [parts, values] = [[], []]
  for (let bytes = 0; bytes < DOCUMENT_BYTES; ) {
    for (const { sentence, value } of [...createPair(random), createThird(random)]) {
      const part = `${createText(random, GAP_BYTES)}\n\n${sentence}`
      bytes += Buffer.byteLength(part)
      parts.push(part)
      values.push(value)
    }
  }
  return { text: parts.join(' '), values }
}

/** The sources of a checkout, one behind the other, cut in pieces of 32 KB. */
const readCode = (root) => {
  const names = readdirSync(join(root, 'src'), { recursive: true }).filter((name) => name.endsWith('.ts'))
  const all = names
    .sort()
    .map((name) => readFileSync(join(root, 'src', name), 'utf8'))
    .join('\n')
  const pieces = []
  for (let at = 0; at + DOCUMENT_BYTES <= all.length; at += DOCUMENT_BYTES)
    pieces.push(all.slice(at, at + DOCUMENT_BYTES))
  return pieces.map((text) => ({ text, values: null }))
}

/** Texts by kind: `[{ text, values }]`; `values` are what is planted, null where nobody knows. */
export const createCorpora = (root) => {
  const random = createRandom(SEED)
  return {
    values: createTexts('values', MESSAGE_BYTES),
    clean: createTexts('clean', MESSAGE_BYTES),
    documents: Array.from({ length: DOCUMENTS }, () => createDocument(random)),
    code: readCode(root),
  }
}

export const bytesOf = (texts) => texts.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0)
