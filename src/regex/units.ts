let bytes = Buffer.alloc(0)
let units = new Uint16Array(0)

/**
 * The UTF-16 code units of a text, followed by others. The array is used again for the next text. A string may be a
 * rope or a part of another one, and asking it for each unit costs several times what an array does.
 */
export const unitsOf = (text: string): Uint16Array => {
  if (text.length > units.length) {
    units = new Uint16Array(Math.max(4096, text.length * 2))
    bytes = Buffer.from(units.buffer)
  }
  bytes.write(text, 'utf16le')
  return units
}
