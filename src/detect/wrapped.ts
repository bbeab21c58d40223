import type { Finding } from '../types.js'

const HEX = /^(?:[0-9a-f]{2}){8,}$|^(?:[0-9A-F]{2}){8,}$/
/** What more than this holds is a file, which formats decode. */
const MAX_RUN = 16_384
const UNPRINTABLE = /[^\x20-\x7e\t\r\n\u00a0-\uffff]|\ufffd/

/** Values of base64 digits, 64 for what is none. */
const SEXTETS = new Uint8Array(128).fill(64)
for (const alphabet of ['+/', '-_'])
  for (const [value, char] of [
    ...`ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789${alphabet}`,
  ].entries())
    SEXTETS[char.charCodeAt(0)] = value

const PROBE_UNITS = 12
/** Of the nine bytes of the probe so many are ASCII in text of Latin script; of random letters hardly ever. */
const MIN_PRINTABLE = 7

/** A look at the first bytes, without making any: names in code are base64 too, and decode to noise. */
const startsAsText = (run: string): boolean => {
  let printable = 0
  for (let at = 0; at < PROBE_UNITS; at += 4) {
    let bits = 0
    for (let offset = 0; offset < 4; offset += 1) bits = bits * 64 + SEXTETS[run.charCodeAt(at + offset)]!
    for (const byte of [(bits >> 16) & 255, (bits >> 8) & 255, bits & 255]) {
      if (byte >= 32 && byte < 127) printable += 1
      else if (byte < 9 || (byte > 13 && byte < 128)) return false
    }
  }
  return printable >= MIN_PRINTABLE
}

const decode = (run: string): string | null => {
  const isHex = HEX.test(run)
  if (!isHex && !startsAsText(run)) return null
  const text = Buffer.from(run, isHex ? 'hex' : 'base64').toString('utf8')
  return UNPRINTABLE.test(text) ? null : text
}

/** Base64 of 12 bytes; a shorter run holds nothing of use. */
const MIN_RUN = 16
const EQUALS = 61
const isDigit64 = (code: number): boolean => code < 128 && SEXTETS[code]! < 64

/** Calls with each run of base64 digits; hexadecimal ones are among them. Most of the text is never looked at. */
const eachRun = (text: string, onRun: (start: number, end: number) => void): void => {
  let start = 0
  while (start + MIN_RUN <= text.length) {
    let at = start + MIN_RUN - 1
    while (at >= start && isDigit64(text.charCodeAt(at))) at -= 1
    if (at >= start) {
      start = at + 1
      continue
    }
    let end = start + MIN_RUN
    while (end < text.length && isDigit64(text.charCodeAt(end))) end += 1
    for (let padding = 0; padding < 2 && text.charCodeAt(end) === EQUALS; padding += 1) end += 1
    onRun(start, end)
    start = end
  }
}

/**
 * What stands in the base64 and hexadecimal runs of a text, decoded: findings there cover the whole run, for a part of
 * it means nothing. Linear; nothing is decoded twice.
 */
export const findWrapped = (text: string, detect: (inner: string) => readonly Finding[]): Finding[] => {
  const found: Finding[] = []
  eachRun(text, (start, end) => {
    if (end - start > MAX_RUN) return
    const inner = decode(text.slice(start, end))
    if (inner === null) return
    const rules = new Map<string, Finding>()
    for (const finding of detect(inner)) {
      const known = rules.get(finding.rule)
      if (known === undefined || known.score < finding.score) rules.set(finding.rule, { ...finding, start, end })
    }
    found.push(...rules.values())
  })
  return found
}
