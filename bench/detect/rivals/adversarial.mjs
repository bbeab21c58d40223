// Child process: CPU time of one package for each adversarial text, a line of JSON each. Arguments: package, its folder, units.
import { createRandom } from '../../traffic/random.mjs'
import { adversarialKinds } from '../adversarial.mjs'
import { loadPackage } from './packages.mjs'

const [id, dir, length] = process.argv.slice(2)
const redact = await loadPackage({ id, dir })
await redact('Please write to mara.kestrel4711@example.com today.')
for (const { kind, create } of adversarialKinds(Number(length))) {
  const text = create(createRandom(1))
  const before = process.cpuUsage()
  await redact(text)
  const { user, system } = process.cpuUsage(before)
  process.stdout.write(`${JSON.stringify({ kind, micros: user + system })}\n`)
}
process.exit(0)
