import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { watchFiles } from '../../src/watch.js'

const open: (() => void)[] = []
afterEach(() => {
  for (const close of open.splice(0)) close()
})

const folderOf = (files: Record<string, string>): string => {
  const folder = mkdtempSync(join(tmpdir(), 'coatcheck-watch-'))
  open.push(() => rmSync(folder, { recursive: true, force: true }))
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(folder, name, '..'), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  return folder
}

const watchIn = async (paths: readonly string[], pollMs = 40) => {
  const changes = vi.fn()
  const watcher = watchFiles({ paths, onChange: changes, pollMs, debounceMs: 10 })
  open.push(watcher.close)
  await sleep(60)
  return { changes, watcher }
}

const once = (changes: ReturnType<typeof vi.fn>, times = 1) =>
  vi.waitFor(() => expect(changes).toHaveBeenCalledTimes(times), { timeout: 3000, interval: 10 })

describe('watchFiles', () => {
  it('tells of a changed, a new and a removed file, also in a new folder', async () => {
    const folder = folderOf({ 'core/a.yaml': 'a' })
    const { changes } = await watchIn([folder])
    writeFileSync(join(folder, 'core/a.yaml'), 'b')
    await once(changes)
    mkdirSync(join(folder, 'us'))
    writeFileSync(join(folder, 'us/b.yaml'), 'b')
    await vi.waitFor(() => expect(changes.mock.calls.length).toBeGreaterThanOrEqual(2), { timeout: 3000 })
    await sleep(120)
    const before = changes.mock.calls.length
    rmSync(join(folder, 'us/b.yaml'))
    await once(changes, before + 1)
  })

  it('survives the swap of a Kubernetes ConfigMap', async () => {
    const folder = folderOf({ '..2026_1/rule.yaml': 'old', '..2026_2/rule.yaml': 'new' })
    symlinkSync('..2026_1', join(folder, '..data'))
    symlinkSync('..data/rule.yaml', join(folder, 'rule.yaml'))
    const { changes } = await watchIn([folder])
    symlinkSync('..2026_2', join(folder, '..data_tmp'))
    renameSync(join(folder, '..data_tmp'), join(folder, '..data'))
    rmSync(join(folder, '..2026_1'), { recursive: true })
    await once(changes)
    writeFileSync(join(folder, '..2026_2/rule.yaml'), 'newer')
    await once(changes, 2)
  })

  it('watches a single file that is replaced by renaming', async () => {
    const folder = folderOf({ 'config.yaml': 'old' })
    const { changes } = await watchIn([join(folder, 'config.yaml')])
    writeFileSync(join(folder, 'next'), 'new')
    renameSync(join(folder, 'next'), join(folder, 'config.yaml'))
    await once(changes)
  })

  it('keeps still when only the time of a file changes', async () => {
    const folder = folderOf({ 'a.yaml': 'a' })
    const { changes } = await watchIn([folder])
    utimesSync(join(folder, 'a.yaml'), new Date(), new Date(0))
    writeFileSync(join(folder, 'a.yaml'), 'a')
    await sleep(150)
    expect(changes).not.toHaveBeenCalled()
  })

  it('makes one call of a burst of writes', async () => {
    const folder = folderOf({ 'a.yaml': 'a', 'b.yaml': 'b' })
    const { changes } = await watchIn([folder], 60_000)
    writeFileSync(join(folder, 'a.yaml'), '1')
    writeFileSync(join(folder, 'b.yaml'), '2')
    await once(changes)
    await sleep(60)
    expect(changes).toHaveBeenCalledTimes(1)
  })

  it('is quiet after close', async () => {
    const folder = folderOf({ 'a.yaml': 'a' })
    const { changes, watcher } = await watchIn([folder])
    watcher.close()
    writeFileSync(join(folder, 'a.yaml'), 'b')
    await sleep(120)
    expect(changes).not.toHaveBeenCalled()
  })

  it('waits for a path that is not there yet', async () => {
    const folder = folderOf({ 'x/keep': '' })
    const { changes } = await watchIn([join(folder, 'late.yaml')])
    writeFileSync(join(folder, 'late.yaml'), 'a')
    await once(changes)
  })
})
