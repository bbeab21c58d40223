import { createHash } from 'node:crypto'
import { type FSWatcher, watch } from 'node:fs'
import { readdir, readFile, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'

type WatchOptions = {
  /** Files and directories; a directory counts with all that is under it. */
  readonly paths: readonly string[]
  /** Called once for each change of content, after a pause of `debounceMs`. */
  readonly onChange: () => void
  readonly pollMs?: number
  readonly debounceMs?: number
}

export type Watcher = { readonly ready: Promise<void>; readonly close: () => void }

/** Kubernetes mounts a ConfigMap as links into `..data`: the links are read, their hidden targets are not read again. */
const isHidden = (name: string): boolean => name.startsWith('.')

/** Files under a path, in their order; the path itself where it is one, none where nothing is there. */
const listFiles = async (path: string): Promise<string[]> => {
  const entries = await readdir(path, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => error.code)
  if (entries === 'ENOTDIR') return [path]
  if (entries === 'ENOENT') return []
  // A tree that cannot be read has not changed, for all we know.
  if (!Array.isArray(entries)) throw new Error('unreadable')
  const shown = entries.filter(({ name }) => !isHidden(name)).sort((a, b) => (a.name < b.name ? -1 : 1))
  // A link can lead to a file or to a folder.
  const lists = shown.map((entry) => (entry.isFile() ? [join(path, entry.name)] : listFiles(join(path, entry.name))))
  return (await Promise.all(lists)).flat()
}

const listAll = async (paths: readonly string[]): Promise<string[]> => (await Promise.all(paths.map(listFiles))).flat()

/** Changes whenever a file is written, replaced or reached through another link; costs no reading. */
const signature = async (files: readonly string[]): Promise<string> => {
  const lines = files.map(async (file) => {
    const info = await stat(file, { bigint: true }).catch(() => null)
    return info === null
      ? `${file} gone`
      : `${file} ${info.dev} ${info.ino} ${info.size} ${info.mtimeNs} ${info.ctimeNs}`
  })
  return (await Promise.all(lines)).join('\n')
}

const contentDigest = async (files: readonly string[]): Promise<string> => {
  const hash = createHash('sha256')
  for (const file of files) {
    const content = await readFile(file).catch(() => Buffer.alloc(0))
    hash.update(`${file}\0${content.length}\0`).update(content)
  }
  return hash.digest('hex')
}

/**
 * Calls `onChange` when the content under `paths` changes. Directories are watched, and content is compared every
 * `pollMs` besides, because a watcher misses changes on network mounts and swapped links. Does not keep the process up.
 * What is read after `ready` cannot change without a call.
 */
export const watchFiles = ({ paths, onChange, pollMs = 5000, debounceMs = 100 }: WatchOptions): Watcher => {
  let closed = false
  let timer: NodeJS.Timeout | undefined
  let known: { signature: string; digest: string } | null = null
  let running: Promise<void> = Promise.resolve()

  const compare = async (): Promise<void> => {
    const files = await listAll(paths)
    const seen = await signature(files)
    if (closed || seen === known?.signature) return
    const digest = await contentDigest(files)
    if (closed) return
    const changed = known !== null && digest !== known.digest
    known = { signature: seen, digest }
    if (changed) onChange()
  }
  const check = (): void => {
    // A file can vanish between listing and reading: the next look sees it again.
    running = running.then(compare).catch(() => {})
  }
  const soon = (): void => {
    clearTimeout(timer)
    timer = setTimeout(check, debounceMs)
    timer.unref()
  }

  const watchers: FSWatcher[] = []
  const attach = async (): Promise<void> => {
    const files = await listAll(paths)
    const folders = new Set([...paths, ...paths.map((path) => dirname(path)), ...files.map((file) => dirname(file))])
    for (const folder of closed ? [] : folders) {
      try {
        watchers.push(watch(folder, { persistent: false }, soon).on('error', () => {}))
      } catch {
        // Not there or no watches left: polling sees it.
      }
    }
  }
  check()
  running = running.then(attach).catch(() => {})
  const poll = setInterval(check, pollMs)
  poll.unref()
  return {
    ready: running,
    close: () => {
      closed = true
      clearInterval(poll)
      clearTimeout(timer)
      for (const watcher of watchers) watcher.close()
    },
  }
}
