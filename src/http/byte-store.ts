const MIN_GROWN_BYTES = 64 * 1024

/**
 * Collects chunks into one growing buffer. `append` returns false, and keeps nothing, when the total would pass `maxBytes`.
 * The first chunk is not copied, so a body that came whole is returned as it came. A list of one-byte chunks would cost a hundred
 * times their size; here the store is at most twice its content.
 */
export const createByteStore = (maxBytes: number) => {
  let store: Buffer | null = null
  let usedBytes = 0
  return {
    append: (chunk: Uint8Array): boolean => {
      const nextBytes = usedBytes + chunk.length
      if (nextBytes > maxBytes) return false
      if (store === null) {
        store = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)
      } else {
        // A first chunk is never written to, even where it has room: its memory belongs to the socket.
        if (nextBytes > store.length || usedBytes === store.length) {
          const grown: Buffer = Buffer.allocUnsafeSlow(
            Math.max(nextBytes, Math.min(2 * nextBytes, maxBytes), MIN_GROWN_BYTES),
          )
          store.copy(grown, 0, 0, usedBytes)
          store = grown
        }
        store.set(chunk, usedBytes)
      }
      usedBytes = nextBytes
      return true
    },
    usedBytes: (): number => usedBytes,
    toBuffer: (): Buffer => (store === null ? Buffer.alloc(0) : store.subarray(0, usedBytes)),
  }
}
