import { startDemoBackend } from '../demo/backend.js'
import { EXIT, type Shell } from './shell.js'

/** Runs the demo chat backend alone, until SIGINT or SIGTERM. */
export const runDemo = async (
  { host, port }: { readonly host: string; readonly port: number },
  shell: Shell,
): Promise<number> => {
  const backend = await startDemoBackend({ host, port })
  shell.stderr.write(`demo chat backend: ${backend.url}\n`)
  await new Promise<void>((stop) => {
    shell.onSignal('SIGINT', stop)
    shell.onSignal('SIGTERM', stop)
  })
  await backend.close()
  return EXIT.ok
}
