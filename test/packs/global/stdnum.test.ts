import { stdnum } from 'stdnum'
import { describe, expect, it } from 'vitest'
import { checkNamed, corrupted, createRandom, generate } from '../world/numbers.js'
import { SPECS } from './specs.js'

type Peer = readonly [check: string, country: string, validator: string, difference?: string]

/** Validators of the npm package by our check; where it judges some numbers differently, why ours is right. */
const PEERS: readonly Peer[] = [
  ['ca-sin', 'CA', 'sin'],
  ['ca-bn', 'CA', 'bn'],
  ['mx-clabe', 'MX', 'clabe', 'knows only the banks of its list'],
  ['mx-curp', 'MX', 'curp'],
]

describe('beside npm stdnum', () => {
  it.each(PEERS.map((peer) => ({ peer, name: peer[0] })))('$name judges alike, or it is said why not', ({ peer }) => {
    const [name, country, validator, difference] = peer
    const theirs = stdnum[country]?.[validator]
    if (theirs === undefined) throw new Error(`stdnum has no ${country}.${validator}`)
    const check = checkNamed(name)
    const random = createRandom(3)
    const generated = generate(SPECS[name]!, { count: 200, seed: 5 })
    const values = [...generated, ...generated.map((value) => corrupted(value, random))]
    const differing = values.filter((value) => check(value) !== theirs.validate(value).isValid)
    if (difference === undefined) expect(differing).toEqual([])
    else expect(differing.length).toBeGreaterThan(0)
  })
})
