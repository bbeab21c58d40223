import { describe, expect, it } from 'vitest'
import { createProgress } from '../../../src/commands/progress.js'
import { fakeShell } from './fake-shell.js'

const clock = () => {
  let ms = 0
  return { now: () => ms, advance: (by: number) => (ms += by) }
}

describe('createProgress', () => {
  it('draws a bar on a terminal, at most ten times a second', () => {
    const { shell, written } = fakeShell({ isTTY: true })
    const { now, advance } = clock()
    const progress = createProgress(shell.stderr, { totalBytes: 200, now })
    advance(1000)
    progress.update(100, 50)
    progress.update(150, 60)
    expect(written.err).toBe(`\r\x1b[2K[${'█'.repeat(12)}${'░'.repeat(12)}]  50 %  50 lines, 50/s`)
    advance(100)
    progress.update(200, 70)
    expect(written.err).toContain('100 %')
    progress.finish()
    expect(written.err.endsWith('\r\x1b[2K')).toBe(true)
  })

  it('counts lines where the size is unknown', () => {
    const { shell, written } = fakeShell({ isTTY: true })
    const { now, advance } = clock()
    const progress = createProgress(shell.stderr, { totalBytes: null, now })
    advance(2000)
    progress.update(10, 4)
    expect(written.err).toBe('\r\x1b[2K4 lines, 2/s')
  })

  it('writes nothing where there is no terminal', () => {
    const { shell, written } = fakeShell()
    const progress = createProgress(shell.stderr, { totalBytes: 1, now: () => 0 })
    progress.update(1, 1)
    progress.finish()
    expect(written.err).toBe('')
  })
})
