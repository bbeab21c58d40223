import { setFlagsFromString } from 'node:v8'
import type { Flags, Loaded } from '../config/load.js'
import { loadConfig } from '../config/load.js'
import type { Config } from '../config/schema.js'
import { startDemoBackend } from '../demo/backend.js'
import { createLog, toErrorName } from '../log.js'
import { type RunningServer, startServer } from '../server.js'
import type { Issue } from '../types.js'
import { watchFiles } from '../watch.js'
import { demoBanner, servingBanner } from './banner.js'
import { chooseEngine } from './open-rules.js'
import { EXIT, printIssues, type Shell } from './shell.js'

export type ServeOptions = {
  readonly flags: Flags
  /** Problems of the command line that were found before: they are listed with all others. */
  readonly issues: readonly Issue[]
}

type Demo = { readonly url: string; readonly close: () => Promise<void> }

/** The configuration of a gateway in front of the demo backend: readable headers unless the user chose others. */
const withDemo = ({ config, given }: Loaded, url: string, engine: Config['engine']): Config => ({
  ...config,
  engine,
  upstream: { ...config.upstream, url },
  mapping: {
    client: given.has('mapping.client') ? config.mapping.client : 'plain',
    upstream: given.has('mapping.upstream') ? config.mapping.upstream : 'plain',
  },
})

const LISTEN_ERRORS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'is in use',
  EADDRNOTAVAIL: 'is not an address of this machine',
  EACCES: 'needs a privilege that this process lacks',
}

/** A port that cannot be had is a problem of the configuration; anything else is a defect and stays one. */
const toListenIssues = (error: NodeJS.ErrnoException & { readonly port?: number }): { issues: Issue[] } => {
  const message = LISTEN_ERRORS[error.code ?? '']
  if (message === undefined) throw error
  return { issues: [{ file: 'network', line: 0, path: `port ${error.port ?? ''}`.trim(), message }] }
}

/** Resolves at the first SIGINT or SIGTERM. */
const stopSignal = (shell: Shell): Promise<void> =>
  new Promise((stop) => {
    shell.onSignal('SIGINT', stop)
    shell.onSignal('SIGTERM', stop)
  })

/**
 * V8 allocates what outlived some collections in the old generation from then on. What a gateway has in flight outlives many
 * and is garbage a moment later, so that a fifth of every request's objects went there: longer scavenges that touch ever
 * new memory, and a full collection every few seconds. To be set before the code that it concerns is compiled.
 */
const tuneHeap = (): void => setFlagsFromString('--no-allocation-site-pretenuring')

/**
 * Runs the gateway until SIGINT or SIGTERM, then drains. Without an upstream it starts the demo backend in front of
 * itself. Exit code 78 for any problem at start-up, all of which are printed.
 */
export const runServe = async ({ flags, issues }: ServeOptions, shell: Shell): Promise<number> => {
  tuneHeap()
  const load = () => loadConfig({ flags, env: shell.env })
  const loaded = load()
  if ('issues' in loaded || issues.length > 0) {
    printIssues([...issues, ...('issues' in loaded ? loaded.issues : [])], shell)
    return EXIT.configuration
  }

  let demo: Demo | null = null
  let demoEngine: Config['engine'] = loaded.config.engine
  if (loaded.config.upstream.url === undefined) {
    demo = await startDemoBackend({ host: '127.0.0.1', port: 0 })
    demoEngine = await chooseEngine(loaded.config.engine, shell)
  }
  const asServed = (fresh: Loaded): Config => (demo === null ? fresh.config : withDemo(fresh, demo.url, demoEngine))
  const config = asServed(loaded)
  const log = createLog(config.log.level)
  const reloadConfig = () => {
    const fresh = load()
    return 'issues' in fresh ? fresh : { config: asServed(fresh) }
  }

  const stopped = stopSignal(shell)
  let server: RunningServer | null = null
  let isReloadDue = false
  const reload = (): void => {
    if (server === null) {
      isReloadDue = true
      return
    }
    server.reload().then(
      (problems) => {
        if (problems.length > 0) shell.stderr.write('Not reloaded: what was read before goes on serving.\n')
        printIssues(problems, shell)
      },
      (error: unknown) => log({ event: 'defect', error: toErrorName(error) }),
    )
  }
  shell.onSignal('SIGHUP', reload)
  const paths = [config.rules, ...(loaded.file === null ? [] : [loaded.file])]
  // Before the rules are read: a change that falls between reading and watching would be lost.
  const watcher = watchFiles({ paths, onChange: reload })
  await watcher.ready

  const started = await startServer({ config, reloadConfig, log }).catch(toListenIssues)
  if ('issues' in started) {
    printIssues(started.issues, shell)
    await demo?.close()
    return EXIT.configuration
  }
  server = started
  if (isReloadDue) reload()
  const banner = { url: started.url, adminUrl: started.adminUrl, config }
  shell.stderr.write(demo === null ? servingBanner(banner) : demoBanner({ ...banner, demoUrl: demo.url }))

  await stopped
  watcher.close()
  const drained = started.close().then(() => EXIT.ok)
  // Who asks a second time does not want to wait for running streams.
  const code = await Promise.race([drained, stopSignal(shell).then(() => EXIT.failed)])
  await demo?.close()
  return code
}
