import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { CheckFailed } from '../check.mjs'
import { LOAD_CORE, start } from '../processes.mjs'

/** Starts an upstream with its probe in one process of its own. `call(name, args)` runs a function of the probe, one at a time. */
const startProbed = async (file) => {
  const script = fileURLToPath(new URL(file, import.meta.url))
  const child = start(process.execPath, [script], { core: LOAD_CORE, ipc: true })
  const [{ port }] = await once(child, 'message')
  const call = async (name, args) => {
    child.send({ call: name, args })
    const [{ result, failure }] = await Promise.race([
      once(child, 'message'),
      child.ended.then(() => [{ failure: `${file} ended: ${child.errors}` }]),
    ])
    if (failure !== undefined) throw new CheckFailed(failure)
    return result
  }
  return { child, url: `http://127.0.0.1:${port}`, call }
}

/** Event streams, and a client that measures them. */
export const startStreamUpstream = () => startProbed('streams.mjs')

/** Fixed answers to bodies that are looked at, and clients that load the gateway before it. */
export const startCheckedUpstream = () => startProbed('checked.mjs')
