import { crc32Table } from './crc32.js'

const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const CHECK_LENGTH = 6

const crc32 = (value: string, { start, end }: { readonly start: number; readonly end: number }): number => {
  let crc = 0xffffffff
  for (let i = start; i < end; i++) crc = crc32Table[(crc ^ value.charCodeAt(i)) & 0xff]! ^ (crc >>> 8)
  return (crc ^ 0xffffffff) >>> 0
}

/**
 * Whether the last six characters are the base62 CRC-32 of the characters between the prefix (`ghp_`) and them.
 * Evidence only: tokens whose check fails may be real all the same. Source: github.blog, "Behind GitHub's new authentication
 * token formats" (2021-04-05).
 */
export const githubToken = (value: string): boolean => {
  const start = value.indexOf('_') + 1
  const end = value.length - CHECK_LENGTH
  if (start === 0 || end <= start) return false
  let rest = crc32(value, { start, end })
  for (let i = value.length - 1; i >= end; i--) {
    if (value.charAt(i) !== BASE62.charAt(rest % 62)) return false
    rest = Math.trunc(rest / 62)
  }
  return rest === 0
}
