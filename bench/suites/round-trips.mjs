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

/** Median of the round trips of a request, asked one after the other. */
export const roundTrips = async ({ port }, { counted }, { bodies, path, key }) => {
  const trips = []
  for (const [index, { json }] of bodies.slice(0, REQUESTS).entries()) {
    const before = counted.trips
    const { status } = await ask({ port, path, key, body: json.replaceAll(COUNTER, letters(Date.now() + index)) })
    check(status === 200, `round trips: status ${status} instead of 200`)
    trips.push(counted.trips - before)
  }
  check(Math.min(...trips) > 0, 'round trips: a request did without the store')
  return median(trips)
}
