import { expect } from 'vitest'
import type { Answer } from './client.js'
import type { TestUpstream } from './upstream.js'

/** Values that bad requests carry. No answer may hold a word of them. */
export const VALUE = 'planted.person@corp-example.org'
export const OTHER = 'planted.other@corp-example.org'
const PLANTED = /planted/i
const GUARD = /^enforce;entities=\d+;policy="default";rules="sha256:[0-9a-f]{64}"$/

/** What the answer's problem details must hold. */
export type Refusal = { readonly status: number; readonly code: string; readonly [place: string]: unknown }

/** RFC 9457, with the given code and place, without the value; and nothing reached the upstream. */
export const expectProblem = (answer: Answer, expected: Refusal, upstream: TestUpstream): void => {
  const text = answer.body.toString()
  expect(JSON.parse(text)).toMatchObject(expected)
  expect(JSON.parse(text).detail).toMatch(/^[A-Z].*\.$/)
  expect(answer.status).toBe(expected.status)
  expect(answer.headers['content-type']).toBe('application/problem+json')
  expect(answer.headers['cache-control']).toBe('no-store')
  expect(text + answer.rawHeaders.join('\n')).not.toMatch(PLANTED)
  expect(upstream.requests).toHaveLength(0)
}

/** The same on a protected route, where the guard says that it ran. */
export const expectRefusal = (answer: Answer, expected: Refusal, upstream: TestUpstream): void => {
  expectProblem(answer, expected, upstream)
  expect(answer.headers['x-pii-guard']).toMatch(GUARD)
}
