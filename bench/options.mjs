import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

const HERE = fileURLToPath(new URL('..', import.meta.url))

export const USAGE = `npm run bench -- [options]

  --only TEXT       run the cases whose name contains TEXT (may be given several times); --list names them
  --against DIR     another checkout, installed: its gateway is measured in turn with this one's
  --reps N          repetitions of each case, default 5
  --seconds N       length of one sample under load, default 3
  --patience N      longest wait for a quiet machine before a sample, in seconds, default 10
  --quick           one short repetition: shows that everything works, its figures mean nothing
  --profile DIR     write a CPU profile of the gateway to DIR for each case that is run
  --out FILE        where the results go as JSON; default: a file in ${tmpdir()}
  --root DIR        checkout to measure, default: this one
  --rivals DIR      where what detection is compared with is installed at the first run (700 MB, npm and pip);
                    default: a folder in ${tmpdir()}
  --no-build        measure dist/ as it is
  --list            names of the cases
  --help
`

const WARM_SECONDS = 2

/** The options of a run. Throws TypeError for an unknown one. */
export const readOptions = (argv) => {
  const { values } = parseArgs({
    args: argv,
    options: {
      ...{ only: { type: 'string', multiple: true }, against: { type: 'string' }, reps: { type: 'string' } },
      ...{ seconds: { type: 'string' }, patience: { type: 'string' }, quick: { type: 'boolean' } },
      ...{ profile: { type: 'string' }, out: { type: 'string' }, root: { type: 'string' }, rivals: { type: 'string' } },
      ...{ 'no-build': { type: 'boolean' }, list: { type: 'boolean' }, help: { type: 'boolean' } },
    },
  })
  const isQuick = values.quick === true
  return {
    isQuick,
    only: values.only ?? [],
    root: resolve(values.root ?? HERE),
    against: values.against === undefined ? null : resolve(values.against),
    reps: isQuick ? 1 : Number(values.reps ?? 5),
    seconds: isQuick ? 1 : Number(values.seconds ?? 3),
    warmSeconds: isQuick ? 1 : WARM_SECONDS,
    warmRounds: isQuick ? 1 : undefined,
    patienceSeconds: isQuick ? 0 : Number(values.patience ?? 10),
    profileDir: values.profile === undefined ? null : resolve(values.profile),
    out: resolve(values.out ?? join(tmpdir(), `coatcheck-bench-${Date.now()}.json`)),
    rivalsDir: resolve(values.rivals ?? join(tmpdir(), 'coatcheck-bench-rivals')),
    builds: values['no-build'] !== true,
    isList: values.list === true,
    isHelp: values.help === true,
  }
}
