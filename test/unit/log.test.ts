import { describe, expect, it } from 'vitest'
import { createLog, type LogEvent, toErrorName } from '../../src/log.js'

const collect = (level: 'info' | 'error' | 'silent') => {
  const lines: string[] = []
  return { log: createLog(level, { write: (line) => lines.push(line) }), lines }
}

describe('createLog', () => {
  it('writes an event as one JSON line', () => {
    const { log, lines } = collect('info')
    log({ event: 'reloaded', digest: 'sha256:ab12', rules: 3 })
    expect(JSON.parse(lines[0]!)).toMatchObject({ event: 'reloaded', digest: 'sha256:ab12', rules: 3 })
    expect(lines[0]!.endsWith('\n')).toBe(true)
  })

  it('leaves out what is below its level', () => {
    const { log, lines } = collect('error')
    log({ event: 'seal_key_ephemeral' })
    log({ event: 'reload_failed', issues: 2 })
    expect(lines.map((line) => JSON.parse(line).event)).toEqual(['reload_failed'])
    const silent = collect('silent')
    silent.log({ event: 'reload_failed', issues: 2 })
    expect(silent.lines).toEqual([])
  })

  it('withholds a string that is not an id, even where a cast got past the types (F99, F103)', () => {
    const { log, lines } = collect('info')
    const values = ['jane.doe@example.com', 'Jane Doe', '{"<EMAIL_1>":"x"}', 'http://h/?q=1', 'a'.repeat(81)]
    for (const digest of values) log({ event: 'reloaded', digest, rules: 1 })
    log({ event: 'defect', error: { name: 'Error: jane.doe@example.com', code: 'X' } } as LogEvent)
    expect(lines).toHaveLength(6)
    for (const line of lines) {
      expect(line).toContain('withheld')
      expect(values.some((value) => line.includes(value) || line.includes('jane'))).toBe(false)
    }
  })
})

describe('toErrorName', () => {
  it('keeps name and code and never the message (F104)', () => {
    const error = Object.assign(new TypeError('bad mail jane.doe@example.com'), { code: 'ERR_X' })
    expect(toErrorName(error)).toEqual({ name: 'TypeError', code: 'ERR_X' })
  })

  it('copes with whatever was thrown', () => {
    expect([toErrorName(null), toErrorName('text'), toErrorName({ name: 3 })]).toEqual(
      Array.from({ length: 3 }, () => ({ name: 'unknown', code: 'none' })),
    )
  })
})
