import { execFileSync } from 'node:child_process'
import { closeSync, constants, mkdtempSync, openSync, readSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { createLog, type LogEvent, toErrorName } from '../../src/log.js'

const collect = (level: 'info' | 'error' | 'silent') => {
  const lines: string[] = []
  return { log: createLog(level, { write: (line) => lines.push(line) }), lines }
}

describe('createLog', () => {
  it('writes an event as one JSON line', () => {
    const { log, lines } = collect('info')
    log({ event: 'reloaded', digest: 'sha256:ab12', rules: 3 })
    expect(JSON.parse(lines[0]!)).toMatchObject({ level: 'info', event: 'reloaded', digest: 'sha256:ab12', rules: 3 })
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

/** A pipe whose two ends are one descriptor; reading takes what there is. */
const createPipe = () => {
  const folder = mkdtempSync(join(tmpdir(), 'coatcheck-log-'))
  const path = join(folder, 'pipe')
  execFileSync('mkfifo', [path])
  const fd = openSync(path, constants.O_RDWR | constants.O_NONBLOCK)
  const buffer = Buffer.alloc(256 * 1024)
  const read = (): string => {
    try {
      return buffer.toString('utf8', 0, readSync(fd, buffer))
    } catch {
      return ''
    }
  }
  const close = () => {
    closeSync(fd)
    rmSync(folder, { recursive: true })
  }
  return { fd, read, close }
}

describe('a log that nobody reads', () => {
  it('stops nobody, keeps what fits, and says how many lines were lost', async () => {
    const pipe = createPipe()
    const log = createLog('info', pipe.fd)
    const written = 20_000
    const startMs = performance.now()
    for (let n = 0; n < written; n++) log({ event: 'reloaded', digest: 'sha256:ab12', rules: n })
    // The pipe is full: a timer still fires.
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(performance.now() - startMs).toBeLessThan(5000)

    let text = ''
    const lines = () => text.split('\n').slice(0, -1)
    await vi.waitFor(() => {
      text += pipe.read()
      expect(lines().at(-1)).toContain('log_lines_dropped')
    }, 10_000)
    const events = lines().map((line) => JSON.parse(line))
    const kept = events.length - 1
    expect(events.slice(0, kept).map(({ rules }) => rules)).toEqual(Array.from({ length: kept }, (_, n) => n))
    expect(kept).toBeGreaterThan(5000)
    expect(events.at(-1).lines).toBe(written - kept)
    pipe.close()
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
