import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { CheckFailed } from '../check.mjs'
import { LOAD_CORE, start } from '../processes.mjs'

const SCRIPT = fileURLToPath(new URL('streams.mjs', import.meta.url))

/** Starts the upstream of streams with its probe. `call(name, args)` runs a function of the probe, one at a time. */
export const startStreamUpstream = async () => {
  const child = start(process.execPath, [SCRIPT], { core: LOAD_CORE, ipc: true })
  const [{ port }] = await once(child, 'message')
  const call = async (name, args) => {
    child.send({ call: name, args })
    const [{ result, failure }] = await Promise.race([
      once(child, 'message'),
      child.ended.then(() => [{ failure: `the upstream of streams ended: ${child.errors}` }]),
    ])
    if (failure !== undefined) throw new CheckFailed(failure)
    return result
  }
  return { child, url: `http://127.0.0.1:${port}`, call }
}
