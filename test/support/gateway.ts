import { loadConfig } from '../../src/config/load.js'
import type { Config } from '../../src/config/schema.js'
import { createLog } from '../../src/log.js'
import { loadEngine } from '../../src/rules/engine.js'
import { type RunningServer, startServer } from '../../src/server.js'
import type { Issue } from '../../src/types.js'

type Deep<T> = T extends readonly unknown[] ? T : T extends object ? { readonly [K in keyof T]?: Deep<T[K]> } : T

const merge = <T>(base: T, over: unknown): T => {
  if (typeof over !== 'object' || over === null || Array.isArray(over)) return (over ?? base) as T
  const result: Record<string, unknown> = { ...(base as Record<string, unknown>) }
  for (const [key, value] of Object.entries(over)) result[key] = merge(result[key], value)
  return result as T
}

/** The engine of this machine: native where it is installed. */
export const availableEngine = async (): Promise<Config['engine']> => {
  const loaded = await loadEngine('re2')
  return 'issues' in loaded ? 're2js' : 're2'
}

/** A configuration with every default, free ports, and what a test changes. */
export const testConfig = async (upstreamUrl: string, over: Deep<Config> = {}): Promise<Config> => {
  const loaded = loadConfig({ flags: { upstream: upstreamUrl }, env: {} })
  if ('issues' in loaded) throw new Error('the default configuration has problems')
  const base = {
    ...loaded.config,
    port: 0,
    admin: { ...loaded.config.admin, host: '127.0.0.1', port: 0 },
    engine: await availableEngine(),
  }
  return merge(base, over)
}

export type TestGateway = RunningServer & { readonly chatUrl: string; readonly setConfig: (config: Config) => void }

/** A whole gateway on free ports in front of an upstream. The log is silent unless `destination` is given. */
export const startGateway = async (
  upstreamUrl: string,
  over: Deep<Config> = {},
  destination?: { write: (line: string) => void },
): Promise<TestGateway> => {
  let config = await testConfig(upstreamUrl, over)
  const log = createLog(destination ? 'debug' : 'silent', destination)
  const server = await startServer({ config, reloadConfig: () => ({ config }), log })
  if ('issues' in server) throw new Error(JSON.stringify(server.issues))
  return {
    ...server,
    chatUrl: `${server.url}/v1/spaces/12345/chat`,
    setConfig: (next) => {
      config = next
    },
  }
}

/** What a gateway says that must not start; it is closed if it does. */
export const startProblems = async (upstreamUrl: string, over: Deep<Config>): Promise<readonly Issue[]> => {
  const config = await testConfig(upstreamUrl, over)
  const server = await startServer({ config, reloadConfig: () => ({ config }), log: createLog('silent') })
  if ('issues' in server) return server.issues
  await server.close()
  return []
}
