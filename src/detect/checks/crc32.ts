/** The 256 remainders of CRC-32 with the reflected polynomial 0xEDB88320. Source: RFC 1952 section 8. */
export const crc32Table: Uint32Array = Uint32Array.from({ length: 256 }, (_, byte) => {
  let remainder = byte
  for (let bit = 0; bit < 8; bit++) remainder = remainder & 1 ? (remainder >>> 1) ^ 0xedb88320 : remainder >>> 1
  return remainder
})
