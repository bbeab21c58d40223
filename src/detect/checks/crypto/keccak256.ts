/** Rate of the sponge in bytes: 1600 bits less twice the 256 of the digest. */
const RATE_BYTES = 136
const DIGEST_BYTES = 32
const ROUNDS = 24
const MASK = (1n << 64n) - 1n

/** Round constants from the linear feedback shift register of FIPS 202, algorithm 5. */
const ROUND_CONSTANTS = ((): readonly bigint[] => {
  let register = 1
  const bit = (): bigint => {
    const out = register & 1
    register = (register << 1) ^ (register & 0x80 ? 0x171 : 0)
    return BigInt(out)
  }
  return Array.from({ length: ROUNDS }, () => {
    let constant = 0n
    for (let j = 0; j < 7; j++) constant |= bit() << BigInt(2 ** j - 1)
    return constant
  })
})()

/** Rotation and target lane of ρ and π, walked from lane 1. Source: FIPS 202, algorithms 2 and 3. */
const WALK = ((): readonly { readonly lane: number; readonly rotation: bigint }[] => {
  let [x, y] = [1, 0]
  return Array.from({ length: 24 }, (_, t) => {
    ;[x, y] = [y, (2 * x + 3 * y) % 5]
    return { lane: x + 5 * y, rotation: BigInt((((t + 1) * (t + 2)) / 2) % 64) }
  })
})()

const rotate = (lane: bigint, by: bigint): bigint => ((lane << by) | (lane >> (64n - by))) & MASK

const permute = (state: bigint[]): void => {
  for (const constant of ROUND_CONSTANTS) {
    const parity = [0, 1, 2, 3, 4].map(
      (x) => state[x]! ^ state[x + 5]! ^ state[x + 10]! ^ state[x + 15]! ^ state[x + 20]!,
    )
    for (let i = 0; i < 25; i++) state[i]! ^= parity[(i + 4) % 5]! ^ rotate(parity[(i + 1) % 5]!, 1n)
    let moved = state[1]!
    for (const { lane, rotation } of WALK) {
      const next = state[lane]!
      state[lane] = rotate(moved, rotation)
      moved = next
    }
    for (let y = 0; y < 25; y += 5) {
      const row = state.slice(y, y + 5)
      for (let x = 0; x < 5; x++) state[y + x] = row[x]! ^ (~row[(x + 1) % 5]! & MASK & row[(x + 2) % 5]!)
    }
    state[0]! ^= constant
  }
}

/**
 * The 32 bytes of Keccak-256 with the original padding (0x01), which node:crypto lacks: its SHA3-256 pads with 0x06.
 * Source: "The Keccak reference" 3.0; FIPS 202 for the permutation.
 */
export const keccak256 = (bytes: Uint8Array): Uint8Array => {
  const padded = new Uint8Array((Math.floor(bytes.length / RATE_BYTES) + 1) * RATE_BYTES)
  padded.set(bytes)
  padded[bytes.length]! |= 0x01
  padded[padded.length - 1]! |= 0x80
  const view = new DataView(padded.buffer)
  const state = Array<bigint>(25).fill(0n)
  for (let at = 0; at < padded.length; at += RATE_BYTES) {
    for (let i = 0; i < RATE_BYTES / 8; i++) state[i]! ^= view.getBigUint64(at + 8 * i, true)
    permute(state)
  }
  const digest = new DataView(new ArrayBuffer(DIGEST_BYTES))
  for (let i = 0; i < DIGEST_BYTES / 8; i++) digest.setBigUint64(8 * i, state[i]!, true)
  return new Uint8Array(digest.buffer)
}
