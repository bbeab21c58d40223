// Child process on the gateway's core: measures single functions of a build. Arguments: root of the checkout, rounds, ms for a sample.
import { createCases } from './cases.mjs'
import { loadProduct } from './product.mjs'

const [root, rounds, sampleMs] = process.argv.slice(2)
const cases = createCases(await loadProduct(root))
let sink = 0

/** CPU time of the process, not time on the clock: it is right on a machine that does other things too. */
const timeMicros = ({ run }, count) => {
  const before = process.cpuUsage()
  for (let i = 0; i < count; i++) sink += run()
  const { user, system } = process.cpuUsage(before)
  return user + system
}

/** How many calls fill a sample; finding out compiles the code too. */
const calibrate = (each) => {
  let count = 16
  while (timeMicros(each, count) < Number(sampleMs) * 1000) count *= 2
  return count
}

const counts = cases.map(calibrate)
const samples = cases.map(() => [])
for (let round = 0; round < Number(rounds); round++) {
  const order = cases.map((_, index) => index)
  for (const index of round % 2 === 0 ? order : order.reverse())
    samples[index].push(timeMicros(cases[index], counts[index]) / counts[index] / (cases[index].divisor ?? 1))
}
const figures = cases.map(({ name, ceiling }, index) => ({ name, ceiling, micros: samples[index] }))
process.stdout.write(JSON.stringify({ figures, sink }))
process.exit(0)
