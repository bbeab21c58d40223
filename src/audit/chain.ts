import { createHash, type KeyObject, sign, verify } from 'node:crypto'

/** Where a chain stands: the number of its last line and that line's hash (SHA-256, base64url). */
export type ChainState = { readonly seq: number; readonly prev: string }

/** Before the first line. */
export const GENESIS: ChainState = { seq: 0, prev: '' }

const SIGNATURE = /,"sig":"([A-Za-z0-9_-]{86})"\}$/

export const hashLine = (line: string): string => createHash('sha256').update(line).digest('base64url')

/**
 * Returns a writer of chained lines. Each line is a JSON object that begins with its number and the hash of the line before it, so
 * that no line can be removed, altered or moved without breaking the next; a signed line (Ed25519, RFC 8032, over the line without
 * `sig`) vouches for all before it. `body` is the members of an object, without braces.
 */
export const createChain = (key: KeyObject, from: ChainState = GENESIS) => {
  let { seq, prev } = from
  const close = (line: string): string => {
    prev = hashLine(line)
    return line
  }
  const begin = (body: string): string => {
    seq += 1
    return `{"seq":${seq},"prev":"${prev}",${body}`
  }
  return {
    add: (body: string): string => close(`${begin(body)}}`),
    addSigned: (body: string): string => {
      const open = begin(body)
      const signature = sign(null, Buffer.from(`${open}}`), key).toString('base64url')
      return close(`${open},"sig":"${signature}"}`)
    },
    state: (): ChainState => ({ seq, prev }),
    /** Goes back to where it stood: the lines since then were not written. */
    rewind: (state: ChainState): void => {
      seq = state.seq
      prev = state.prev
    },
  }
}

export type Chain = ReturnType<typeof createChain>

/** True for a line with a signature of that key over all the rest of it. */
export const isSignedBy = (line: string, key: KeyObject): boolean => {
  const found = SIGNATURE.exec(line)
  if (found === null) return false
  return verify(null, Buffer.from(`${line.slice(0, found.index)}}`), key, Buffer.from(found[1] ?? '', 'base64url'))
}
