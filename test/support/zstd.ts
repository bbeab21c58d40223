/** Text of the two frames below. */
export const ZSTD_TEXT = Array.from(
  { length: 40 },
  (_, i) => `line ${i}: the quick brown fox jumps over the lazy dog`,
).join('\n')

/** Made by the reference encoder: content size and checksum in the frame. */
export const ZSTD_WITH_CHECKSUM = Buffer.from(
  'KLUv/WQ9By0EAIJFFBhwbwMg1d9xx1WfXKqq8Xd3RUQ8veqv+QIRPvfevK0jfO69eRtH+Nx7826Ez703L3DMQrFMYCJZTZWehlL0moY61owGXYiEglQikwZNpZMwASmoEaCzXb8D4DXLARFEBP//7xD4ASZJImaDSSKSoWBCkgQGbzFAAABAvIgr9i3WrQaR3SH/',
  'base64',
)

/** Made by the reference encoder from a pipe: size unknown, window descriptor, no checksum. */
export const ZSTD_FROM_PIPE = Buffer.from(
  'KLUv/QBYbQUAooUTGHA5dNCaZY24NcIievH/Xz/UbCpAVH3/TP///79t27bdtm3bg6FAGAju0tJBAMcxqNkkkLLLsTKRLAgz12DCnFIwsjiLQntYiAjQ0kEBKCBwM4sPmxLn5WR5Ss7Lk+WUPC8ny1NyXp4sp+R5OVmekvPyZDkln5cKnSwUOiUTOi8SOlkidEogdF4edLI46JQ06AQxeB5OBqfgPDwZTsHzcDL8KeDGqRaCJgM=',
  'base64',
)

const block = (type: 0 | 1, size: number, content: Buffer, isLast: boolean) => {
  const head = Buffer.alloc(3)
  head.writeUIntLE((isLast ? 1 : 0) | (type << 1) | (size << 3), 0, 3)
  return Buffer.concat([head, content])
}

/** A frame of uncompressed blocks (RFC 8878 section 3.1.1). `windowLog` 10 to 41. */
export const zstdFrame = (parts: readonly (string | Buffer)[], windowLog = 17): Buffer =>
  Buffer.concat([
    Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0, (windowLog - 10) << 3]),
    ...parts.map((part, i) => block(0, part.length, Buffer.from(part), i === parts.length - 1)),
  ])

/** A frame whose blocks each stand for 128 KiB of one byte. */
export const zstdBomb = (blocks: number): Buffer =>
  Buffer.concat([
    Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0, (17 - 10) << 3]),
    ...Array.from({ length: blocks }, (_, i) => block(1, 128 * 1024, Buffer.of(0x61), i === blocks - 1)),
  ])
