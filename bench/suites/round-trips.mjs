import { ask } from '../ask.mjs'
import { check } from '../check.mjs'
import { median } from '../interleave.mjs'
import { COUNTER } from '../traffic/bodies.mjs'

const REQUESTS = 50
const BASE = 26

const letters = (number) =>
  Array.from({ length: COUNTER.length }, (_, at) =>
    String.fromCharCode(97 + (Math.floor(number / BASE ** at) % BASE)),
  ).join('')

/** Medians of the round trips of a request before it goes on, and in all; asked one after the other. `path` leads to the recorder. */
export const roundTrips = async ({ port }, { counted }, { bodies, path, key, recorder }) => {
  const before = []
  const all = []
  for (const [index, { json }] of bodies.slice(0, REQUESTS).entries()) {
    const from = counted.trips
    recorder.onRequest = () => before.push(counted.trips - from)
    const { status } = await ask({ port, path, key, body: json.replaceAll(COUNTER, letters(Date.now() + index)) })
    check(status === 200, `round trips: status ${status} instead of 200`)
    all.push(counted.trips - from)
  }
  recorder.onRequest = () => {}
  check(before.length === all.length, 'round trips: not every request went on once')
  check(Math.min(...before) > 0, 'round trips: a request went on without the store')
  return { before: median(before), all: median(all) }
}
