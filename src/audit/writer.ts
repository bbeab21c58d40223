import type { Chain, ChainState } from './chain.js'
import type { AuditSink } from './sink.js'

export type WriterOptions = {
  readonly chain: Chain
  readonly sink: AuditSink
  /** Longest time that lines wait for others before they are written together. */
  readonly batchMs: number
  readonly checkpointMs: number
  /** Most lines that wait; a log that cannot be written must not fill the memory. */
  readonly maxWaiting: number
  /** After so long a write counts as failed for those who wait for it. */
  readonly timeoutMs: number
  readonly now: () => number
  readonly onFailure: (error: unknown) => void
  readonly onRecovery: () => void
  readonly onDropped: (count: number) => void
  readonly onCheckpoint: (state: ChainState) => void
}

type Entry = { readonly body: string; readonly settle: ((error: unknown) => void) | null }

/** A signed line at least after so many others. */
const CHECKPOINT_LINES = 1000
const RETRY_MS = 1000
const STUCK = new Error('the audit log does not answer')

const timeOf = (now: number): string => `"at":"${new Date(now).toISOString()}"`

/**
 * Returns a writer that chains lines and writes them in batches, one batch at a time. `add` does not wait; when too many lines wait
 * it drops the line, and the next line written says how many are missing. `addNow` resolves when the line is written and rejects when
 * it is not, or not in time; only a line that was late may still turn up.
 */
export const createAuditWriter = (options: WriterOptions) => {
  const { chain, sink, now } = options
  let waiting: Entry[] = []
  let dropped = 0
  let isFailing = false
  let isStuck = false
  let sinceCheckpoint = 0
  let checkpointAt = now() + options.checkpointMs
  let writing: Promise<void> | null = null
  let timer: NodeJS.Timeout | null = null

  const signed = (kind: string, more = ''): string => {
    sinceCheckpoint = 0
    checkpointAt = now() + options.checkpointMs
    return `${chain.addSigned(`"kind":"${kind}",${timeOf(now())}${more}`)}\n`
  }
  const isCheckpointDue = (): boolean =>
    sinceCheckpoint >= CHECKPOINT_LINES || (sinceCheckpoint > 0 && now() >= checkpointAt)

  const settleAll = (entries: readonly Entry[], error: unknown): void => {
    for (const { settle } of entries) settle?.(error)
  }

  /** Runs one write with its lines in the chain, or takes them out of it again. Who waits for it waits no longer than the timeout. */
  const attempt = async (text: () => string, batch: readonly Entry[] = []): Promise<void> => {
    const before = chain.state()
    const counted = sinceCheckpoint
    const watchdog = setTimeout(() => {
      isStuck = true
      settleAll([...batch, ...waiting], STUCK)
      waiting = waiting.filter(({ settle }) => settle === null)
      options.onFailure(STUCK)
    }, options.timeoutMs)
    try {
      await sink.write(text())
    } catch (error) {
      chain.rewind(before)
      sinceCheckpoint = counted
      throw error
    } finally {
      clearTimeout(watchdog)
      isStuck = false
    }
  }

  const writeBatch = async (): Promise<void> => {
    const batch = waiting
    waiting = []
    const missing = dropped
    dropped = 0
    let hasCheckpoint = false
    const text = (): string => {
      let lines = missing === 0 ? '' : `${chain.add(`"kind":"gap",${timeOf(now())},"dropped":${missing}`)}\n`
      for (const { body } of batch) lines += `${chain.add(body)}\n`
      sinceCheckpoint += batch.length
      hasCheckpoint = isCheckpointDue()
      return hasCheckpoint ? lines + signed('checkpoint') : lines
    }
    try {
      await attempt(text, batch)
    } catch (error) {
      dropped += missing
      settleAll(batch, error)
      waiting = [...batch.filter(({ settle }) => settle === null), ...waiting]
      throw error
    }
    settleAll(batch, null)
    if (hasCheckpoint) options.onCheckpoint(chain.state())
    if (sink.isFull()) await startNextFile()
  }

  const startNextFile = async (): Promise<void> => {
    await attempt(() => signed('close'))
    await sink.rotate(chain.state().seq)
    await attempt(() => signed('open'))
    options.onCheckpoint(chain.state())
  }

  const run = async (): Promise<void> => {
    try {
      while (waiting.length > 0 || dropped > 0 || isCheckpointDue()) await writeBatch()
      if (isFailing) options.onRecovery()
      isFailing = false
    } catch (error) {
      if (!isFailing) options.onFailure(error)
      isFailing = true
    } finally {
      writing = null
    }
    if (isFailing && (waiting.length > 0 || dropped > 0)) flushIn(RETRY_MS)
  }
  const flush = (): Promise<void> => {
    if (timer !== null) clearTimeout(timer)
    timer = null
    writing ??= run()
    return writing
  }
  const flushIn = (ms: number): void => {
    timer ??= setTimeout(() => void flush(), ms)
  }
  const ticker = setInterval(() => {
    if (writing === null && isCheckpointDue()) void flush()
  }, options.checkpointMs).unref()

  return {
    /** Signs the beginning of this run: `open` for a new file, `start` where an earlier run ended. */
    begin: async (): Promise<void> => {
      const { resumed } = sink
      await attempt(() => (resumed === null ? signed('open') : signed('start', `,"torn_bytes":${resumed.tornBytes}`)))
      options.onCheckpoint(chain.state())
    },
    add: (body: string): void => {
      if (waiting.length >= options.maxWaiting) {
        dropped += 1
        options.onDropped(1)
        return
      }
      waiting.push({ body, settle: null })
      if (writing === null) flushIn(isFailing ? RETRY_MS : options.batchMs)
    },
    addNow: (body: string): Promise<void> => {
      if (isStuck || waiting.length >= options.maxWaiting) return Promise.reject(STUCK)
      const written = new Promise<void>((resolve, reject) => {
        waiting.push({ body, settle: (error) => (error === null ? resolve() : reject(error)) })
      })
      // Others of this turn of the event loop go with it.
      if (writing === null) setImmediate(() => void flush())
      return written
    },
    /** Writes what waits and signs the end; gives up on a sink that does not answer. */
    close: async (): Promise<void> => {
      clearInterval(ticker)
      const finish = async (): Promise<void> => {
        await flush()
        await flush()
        if (!isFailing) await attempt(() => signed('close'))
        if (timer !== null) clearTimeout(timer)
        options.onCheckpoint(chain.state())
        await sink.close()
      }
      let late: NodeJS.Timeout | undefined
      const isLate = new Promise<void>((resolve) => {
        late = setTimeout(resolve, options.timeoutMs)
      })
      await Promise.race([finish().catch(options.onFailure), isLate])
      clearTimeout(late)
    },
  }
}

export type AuditWriter = ReturnType<typeof createAuditWriter>
