import { generateKeyPairSync } from 'node:crypto'
import {
  appendFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createChain } from '../../../src/audit/chain.js'
import { openFileSink } from '../../../src/audit/file-sink.js'
import type { AuditSink } from '../../../src/audit/sink.js'
import { verifyAudit } from '../../../src/audit/verify.js'
import { createAuditWriter, type WriterOptions } from '../../../src/audit/writer.js'

const { privateKey, publicKey } = generateKeyPairSync('ed25519')
let directory: string
let path: string
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'coatcheck-audit-'))
  path = join(directory, 'log', 'audit.jsonl')
})
afterEach(() => rmSync(directory, { recursive: true }))

const start = async (sink: AuditSink, over: Partial<WriterOptions> = {}) => {
  const seen = { failures: 0, recoveries: 0, dropped: 0, checkpoints: 0 }
  const writer = createAuditWriter({
    chain: createChain(privateKey, sink.resumed?.state),
    sink,
    batchMs: 5,
    checkpointMs: 60_000,
    maxWaiting: 100,
    timeoutMs: 1000,
    now: Date.now,
    onFailure: () => {
      seen.failures += 1
    },
    onRecovery: () => {
      seen.recoveries += 1
    },
    onDropped: (count) => {
      seen.dropped += count
    },
    onCheckpoint: () => {
      seen.checkpoints += 1
    },
    ...over,
  })
  await writer.begin()
  return { writer, seen }
}
const linesOf = (...files: string[]) =>
  files.flatMap((file) =>
    readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => line !== ''),
  )
const problemsOf = async (...files: string[]) => (await verifyAudit(linesOf(...files), publicKey)).problems
const record = (n: number) => `"kind":"request","n":${n}`

describe('an audit file', () => {
  it('holds every record, chained and closed, and nobody else may read it', async () => {
    const { writer } = await start(await openFileSink(path, 1e9))
    for (let n = 0; n < 50; n++) writer.add(record(n))
    await writer.addNow(record(50))
    await writer.close()
    expect(linesOf(path)).toHaveLength(53)
    expect(await problemsOf(path)).toEqual([])
    expect(statSync(path).mode & 0o077).toBe(0)
  })

  it('goes on after a crash: half a line is cut off and said to be', async () => {
    const first = await start(await openFileSink(path, 1e9))
    await first.writer.addNow(record(1))
    appendFileSync(path, '{"seq":3,"prev":"to')
    const second = await start(await openFileSink(path, 1e9))
    await second.writer.addNow(record(2))
    await second.writer.close()
    expect(await problemsOf(path)).toEqual([])
    expect(linesOf(path)[2]).toContain('"kind":"start"')
    expect(linesOf(path)[2]).toContain('"torn_bytes":19')
    await first.writer.close()
  })

  it('is begun anew when it has its size, and the files are one log', async () => {
    const { writer } = await start(await openFileSink(path, 1000))
    for (let n = 0; n < 40; n++) await writer.addNow(record(n))
    await writer.close()
    const names = readdirSync(join(directory, 'log')).sort()
    expect(names.length).toBeGreaterThan(3)
    const [current, ...old] = names.map((name) => join(directory, 'log', name))
    expect(await problemsOf(...old, current!)).toEqual([])
    for (const file of [...old, current!]) expect(await problemsOf(file)).toEqual([])
    expect(await problemsOf(...old.slice(1), current!)).toEqual([])
    expect((await problemsOf(old[0]!, ...old.slice(2), current!)).map(({ kind }) => kind)).toContain('removed')
  })

  it('is not opened when it is something else', async () => {
    const file = join(directory, 'other')
    writeFileSync(file, 'not a log\n')
    await expect(openFileSink(file, 1e9)).rejects.toThrow()
    writeFileSync(file, '{"a":1}\n')
    await expect(openFileSink(file, 1e9)).rejects.toThrow('not an audit log')
    const open = readdirSync('/proc/self/fd').filter((fd) => {
      try {
        return readlinkSync(`/proc/self/fd/${fd}`) === file
      } catch {
        return false
      }
    })
    expect(open).toEqual([])
    expect(readFileSync(file, 'utf8')).toBe('{"a":1}\n')
  })

  it('has a signed line at least every thousand records', async () => {
    const { writer, seen } = await start(await openFileSink(path, 1e9), { maxWaiting: 10_000 })
    for (let n = 0; n < 2500; n++) {
      writer.add(record(n))
      if (n % 500 === 499) await new Promise((resolve) => setTimeout(resolve, 20))
    }
    await writer.close()
    expect(seen.checkpoints).toBeGreaterThanOrEqual(4)
    expect(await problemsOf(path)).toEqual([])
  })
})

/** A sink in memory that fails, or hangs, on request. */
const faulty = () => {
  const state = { isFailing: false, isHanging: false, text: '' }
  const sink: AuditSink = {
    resumed: null,
    write: async (text) => {
      if (state.isFailing) throw new Error('no space left')
      if (state.isHanging) await new Promise(() => {})
      state.text += text
    },
    isFull: () => false,
    rotate: async () => {},
    close: async () => {},
  }
  const lines = () => state.text.split('\n').filter((line) => line !== '')
  return { state, sink, lines }
}

describe('a sink that fails', () => {
  it('refuses who needs the record, keeps what can wait, and says what was lost', async () => {
    const { state, sink, lines } = faulty()
    const { writer, seen } = await start(sink, { maxWaiting: 3 })
    state.isFailing = true
    await expect(writer.addNow(record(1))).rejects.toThrow()
    for (let n = 2; n < 8; n++) writer.add(record(n))
    await expect(writer.addNow(record(9))).rejects.toThrow()
    expect(seen).toMatchObject({ failures: 1, dropped: 3 })
    state.isFailing = false
    await new Promise((resolve) => setTimeout(resolve, 1200))
    await writer.addNow(record(10))
    await writer.close()
    const text = lines().join('\n')
    expect(text).not.toContain('"n":1}')
    expect(text).not.toContain('"n":9}')
    for (const n of [2, 3, 4, 10]) expect(text).toContain(`"n":${n}}`)
    expect(text).toContain('"kind":"gap"')
    expect(text).toContain('"dropped":3')
    expect(seen.recoveries).toBe(1)
    expect((await verifyAudit(lines(), publicKey)).problems).toEqual([])
  })

  it('that hangs keeps nobody waiting', async () => {
    const { state, sink } = faulty()
    const { writer } = await start(sink, { timeoutMs: 50 })
    state.isHanging = true
    const startMs = performance.now()
    await expect(writer.addNow(record(1))).rejects.toThrow()
    await expect(writer.addNow(record(2))).rejects.toThrow()
    await writer.close()
    expect(performance.now() - startMs).toBeLessThan(500)
  })
})
