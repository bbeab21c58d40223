// Prints where a CPU profile (node --cpu-prof) spent its time: node bench/top.mjs FILE [rows] [seconds to leave out at the start]
import { readFileSync } from 'node:fs'
import { round, toTable } from './table.mjs'

const [file, rows = '30', skippedSeconds = '0'] = process.argv.slice(2)
const { nodes, samples, timeDeltas } = JSON.parse(readFileSync(file, 'utf8'))

const placeOf = ({ functionName, url, lineNumber }) => {
  const path = url.replace(/^file:\/\//, '').replace(/^.*\/(?=dist\/|node_modules\/)/, '')
  return `${functionName || '(anonymous)'}  ${path === '' ? '' : `${path}:${lineNumber + 1}`}`
}

const byId = new Map(nodes.map((node) => [node.id, node]))
const self = new Map()
const selfOf = new Map()
let total = 0
let elapsed = 0
for (const [index, id] of samples.entries()) {
  const micros = timeDeltas[index]
  elapsed += micros
  const place = placeOf(byId.get(id).callFrame)
  if (elapsed < Number(skippedSeconds) * 1e6 || place.startsWith('(idle)')) continue
  self.set(place, (self.get(place) ?? 0) + micros)
  selfOf.set(id, (selfOf.get(id) ?? 0) + micros)
  total += micros
}

/** Time below a function, its own included; recursion is counted once. */
const inclusive = new Map()
const walk = (node, above) => {
  const place = placeOf(node.callFrame)
  const own = selfOf.get(node.id) ?? 0
  const isNew = !above.has(place)
  const inside = new Set(above).add(place)
  const time = (node.children ?? []).reduce((sum, id) => sum + walk(byId.get(id), inside), own)
  if (isNew) inclusive.set(place, (inclusive.get(place) ?? 0) + time)
  return time
}
walk(nodes[0], new Set())

const top = (times) =>
  [...times]
    .sort((a, b) => b[1] - a[1])
    .slice(0, Number(rows))
    .map(([place, micros]) => [place, `${round((micros / total) * 100, 1)} %`])

process.stdout.write(`${toTable(['self', 'share'], top(self))}\n\n`)
const own = new Map([...inclusive].filter(([place]) => place.includes(' dist/')))
process.stdout.write(`${toTable(['with all below, dist/ only', 'share'], top(own))}\n`)
