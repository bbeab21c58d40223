/** `npm start`: installs, builds and runs Coatcheck with the arguments given after `--`. */
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { install, ROOT } from './install.mjs'
import { runNode } from './run.mjs'

const MAIN = join(ROOT, 'dist', 'main.js')

const newestMs = (folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true }).reduce(
    (newest, entry) =>
      entry.isFile() ? Math.max(newest, statSync(join(entry.parentPath, entry.name)).mtimeMs) : newest,
    0,
  )

const isBuilt = () => existsSync(MAIN) && statSync(MAIN).mtimeMs >= newestMs(join(ROOT, 'src'))

const build = async () => {
  process.stderr.write('building ...\n')
  const compiler = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc')
  return (await runNode([compiler, '-p', 'tsconfig.build.json', '--noEmitOnError'], ROOT)) === 0
}

if (!(await install())) process.exit(1)
if (!isBuilt() && !(await build())) process.exit(1)
// npm runs scripts in the project's folder; paths in the arguments are meant from where the user stands.
process.exit(await runNode([MAIN, ...process.argv.slice(2)], process.env.INIT_CWD ?? process.cwd()))
