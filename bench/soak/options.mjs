import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

const HERE = fileURLToPath(new URL('../..', import.meta.url))

export const USAGE = `npm run soak -- [options]

  --requests N      requests with a JSON answer, default 1000000
  --streams N       requests with a streamed answer, spread among them, default 10000
  --warm N          requests before the first look at the heap, default a tenth of all
  --tenants N       tenants, each with a key of its own, default 50
  --threads N       conversations of each tenant, default 12
  --at-once N       requests under way at the same time, default 24
  --vault V         where thread maps are kept, default memory: ("lmdb" makes a directory and removes it)
  --rules DIR       rule files; default: those that ship
  --engine NAME     re2 (default) or re2js
  --minutes N       stop after this time with what there is, default 180
  --state FILE      where counts are kept every few seconds; default: a file in ${tmpdir()}
  --resume          go on from the counts in --state, with a fresh gateway
  --root DIR        checkout to run, built; default: this one
  --no-build        run dist/ as it is
  --json            the figures as JSON
  --help
`

const number = (value, name) => {
  if (!/^\d{1,9}$/.test(value)) throw new TypeError(`--${name} must be a number`)
  return Number(value)
}

/** The options of a run. Throws TypeError for a bad one. */
export const readOptions = (argv) => {
  const { values } = parseArgs({
    args: argv,
    options: {
      ...{ requests: { type: 'string', default: '1000000' }, streams: { type: 'string', default: '10000' } },
      ...{ warm: { type: 'string' }, tenants: { type: 'string', default: '50' } },
      ...{ threads: { type: 'string', default: '12' }, 'at-once': { type: 'string', default: '24' } },
      ...{ vault: { type: 'string', default: 'memory:' }, minutes: { type: 'string', default: '180' } },
      ...{ state: { type: 'string', default: join(tmpdir(), 'coatcheck-soak.json') }, resume: { type: 'boolean' } },
      ...{ root: { type: 'string', default: HERE }, 'no-build': { type: 'boolean' }, json: { type: 'boolean' } },
      ...{ rules: { type: 'string' }, engine: { type: 'string', default: 're2' }, help: { type: 'boolean' } },
    },
  })
  const requests = number(values.requests, 'requests')
  return {
    requests,
    streams: number(values.streams, 'streams'),
    warm: values.warm === undefined ? Math.ceil(requests / 10) : number(values.warm, 'warm'),
    tenants: number(values.tenants, 'tenants'),
    threads: number(values.threads, 'threads'),
    atOnce: number(values['at-once'], 'at-once'),
    vault: values.vault,
    rules: values.rules === undefined ? null : resolve(values.rules),
    engine: values.engine,
    minutes: number(values.minutes, 'minutes'),
    stateFile: resolve(values.state),
    resumes: values.resume === true,
    root: resolve(values.root),
    builds: values['no-build'] !== true,
    isJson: values.json === true,
    isHelp: values.help === true,
  }
}
