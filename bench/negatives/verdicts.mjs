import { createHmac } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** No secret: it keeps the list from being one of plain hashes that other lists hold. */
const KEY = 'coatcheck negatives, first list'
const KEY_HEX_DIGITS = 16

/** Names a finding in the list without saying what it is: the same rule and value have the same key. */
export const keyOf = (rule, value) =>
  createHmac('sha256', KEY).update(`${rule}\0${value}`).digest('hex').slice(0, KEY_HEX_DIGITS)

/** What standards set aside for examples is right wherever it is found. RFC 2606, 6761; 5737, 3849; NANP 555-01xx. */
const RESERVED = [
  /(?:@|\/\/|:)[^\s@]*\b(?:example\.(?:com|net|org)|[\w.-]+\.(?:example|test|invalid|localhost))\b/i,
  /^(?:192\.0\.2|198\.51\.100|203\.0\.113)\.\d+$/,
  /^2001:0?db8:/i,
  /\b555[ .-]?01\d\d$/,
]
export const isReserved = (value) => RESERVED.some((form) => form.test(value))

/** The list that people keep: one line of key, rule, verdict (`right` or `wrong`) and reason for each finding looked at. */
export const readVerdicts = (dir) => {
  const verdicts = new Map()
  for (const line of readFileSync(join(dir, 'verdicts.tsv'), 'utf8').split('\n')) {
    if (line === '' || line.startsWith('#')) continue
    const [key, rule, verdict, reason] = line.split('\t')
    if ((verdict !== 'right' && verdict !== 'wrong') || !reason)
      throw new Error(`verdicts.tsv: ${key} has no verdict or reason`)
    verdicts.set(key, { rule, verdict, reason })
  }
  return verdicts
}

/** `right`, `wrong`, or `open` where nobody has looked at it. */
export const judge = (verdicts, { rule, value }) =>
  verdicts.get(keyOf(rule, value))?.verdict ?? (isReserved(value) ? 'right' : 'open')
