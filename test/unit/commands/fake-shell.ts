import { Readable } from 'node:stream'
import type { Shell } from '../../../src/commands/shell.js'

/** A shell whose output is kept. `input` is what stdin holds. */
export const fakeShell = ({
  input = '',
  env = {},
  isTTY = false,
}: {
  input?: string
  env?: Record<string, string>
  isTTY?: boolean
} = {}) => {
  const written = { out: '', err: '' }
  const output = (name: 'out' | 'err') => ({
    isTTY,
    write: (text: string) => {
      written[name] += text
      return true
    },
    once: () => {},
  })
  const listeners = new Map<string, () => void>()
  const shell: Shell = {
    stdin: Readable.from(input === '' ? [] : [Buffer.from(input)]),
    stdout: output('out'),
    stderr: output('err'),
    env,
    onSignal: (signal, listener) => listeners.set(signal, listener),
  }
  return { shell, written, signal: (name: 'SIGHUP' | 'SIGINT' | 'SIGTERM') => listeners.get(name)?.() }
}
