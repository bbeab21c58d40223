import { hash, randomBytes } from 'node:crypto'
import type { Detect, Finding } from '../types.js'

/** `digest` names the rules: findings of other rules are never returned. `maxBytes` bounds the memory, estimated. */
export type CacheOptions = { readonly digest: string; readonly maxBytes?: number }

/** Detection for one scope (a caller). An empty scope is never cached, but for words in which nothing is found. */
export type CachedDetect = (scope: string, text: string, hint: string) => readonly Finding[]

const DEFAULT_MAX_BYTES = 16 * 1024 * 1024
/**
 * Member names and enum values, which every body has: words of letters in which the rules found nothing. They are kept
 * as they are and for all callers, because they are no one's secret: text with a digit or a sign is never among them.
 */
const WORD = /^[A-Za-z_]{1,24}$/
const MAX_BARREN = 4096
const NOTHING: readonly Finding[] = []
/** Measured on Node 20: a key, its map slot and an empty list; then each finding. */
const ENTRY_BYTES = 200
const FINDING_BYTES = 96

/**
 * Detection that remembers what it found in a text, because chat clients resend their history. Keys are SHA-256 over a
 * secret of this process, the scope, the hint and the text: no text is kept, and one scope cannot learn from the time
 * of a call what another one sent. Least recently used entries go first.
 */
export const cachedDetect = (detect: Detect, { digest, maxBytes = DEFAULT_MAX_BYTES }: CacheOptions): CachedDetect => {
  const secret = randomBytes(32).toString('base64')
  const entries = new Map<string, readonly Finding[]>()
  const barren = new Set<string>()
  let bytes = 0

  const keep = (key: string, findings: readonly Finding[]) => {
    entries.set(key, findings)
    bytes += sizeOf(findings)
    for (const [oldest, value] of entries) {
      if (bytes <= maxBytes) return
      entries.delete(oldest)
      bytes -= sizeOf(value)
    }
  }

  const detectWord = (text: string, hint: string): readonly Finding[] => {
    const key = `${hint}\n${text}`
    if (barren.has(key)) return NOTHING
    const findings = detect(text, hint)
    if (findings.length === 0 && barren.size < MAX_BARREN) barren.add(key)
    return findings
  }

  return (scope, text, hint) => {
    if (WORD.test(text)) return detectWord(text, hint)
    if (scope === '') return detect(text, hint)
    // Lengths before the parts, so that no two ways of cutting give the same key.
    const key = hash('sha256', `${secret}${digest}|${scope.length}|${hint.length}|${scope}${hint}${text}`, 'base64')
    const known = entries.get(key)
    if (known !== undefined) {
      entries.delete(key)
      entries.set(key, known)
      return known
    }
    const findings = detect(text, hint)
    keep(key, findings)
    return findings
  }
}

const sizeOf = (findings: readonly Finding[]): number => ENTRY_BYTES + FINDING_BYTES * findings.length
