import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

/** The functions that the micro benchmarks call, out of the build of one checkout, and a runtime in default configuration. */
export const loadProduct = async (root) => {
  const load = (file) => import(pathToFileURL(join(root, 'dist', file)).href)
  const [config, runtimes, turns, headers, body, shape, openai, json, answers, cache, responses] = await Promise.all(
    [
      ...['config/load.js', 'runtime.js', 'turn.js', 'turn-headers.js', 'body.js', 'formats/spaces-chat.js'],
      ...['formats/openai-chat.js', 'formats/json.js', 'answer.js', 'detect/cache.js', 'formats/response.js'],
    ].map(load),
  )
  const loaded = config.loadConfig({ flags: { upstream: 'http://127.0.0.1:1' }, env: {} })
  if ('issues' in loaded) throw new Error(JSON.stringify(loaded.issues))
  const built = await runtimes.buildRuntime(loaded.config)
  if ('issues' in built) throw new Error(JSON.stringify(built.issues))
  return {
    ...{ ...turns, ...headers, ...body, ...shape, ...openai, ...json, ...answers, ...cache, ...responses },
    runtime: built.runtime,
  }
}
