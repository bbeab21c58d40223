/** What Node 20 has no word for; a pattern with one of these is left out. */
const UNKNOWN = /\(\?[a-zA-Z]*-|\\[QEC]|\[\[:\^?\w+:\]|\(\?[msU]/

const TOKEN =
  /\[\^?\]?(?:\\[pP]\{[^}]*\}|\\x\{[0-9a-fA-F]+\}|\\[\s\S]|[^\]\\])*\]|\\[pP](?:\{[^}]*\}|.)|\\x\{[0-9a-fA-F]+\}|\\x[0-9a-fA-F]{2}|\\[\s\S]|\(\?P?<\w+>|\(\?[a-zA-Z]*[:)]|[\s\S]/g
const CLASS_PART = /\\[pP](?:\{[^}]*\}|.)|\\x\{[0-9a-fA-F]+\}|\\x[0-9a-fA-F]{2}|\\[\s\S]|[\s\S]/gu

const isCased = (char) => char.toLowerCase() !== char.toUpperCase()
const bothCases = (char) =>
  isCased(char) && [...char.toUpperCase()].length === 1 ? [char.toLowerCase(), char.toUpperCase()] : [char]

/** A code point as `\u` escape; above U+FFFF the pattern then needs the flag `u`. */
const unitEscape = (hex) => (hex.length > 4 ? `\\u{${hex}}` : `\\u${hex.padStart(4, '0')}`)

const SPECIAL = { '\\A': '^', '\\z': '$', '\\a': '\\x07' }

const plainEscape = (token) => {
  const code = /^\\x\{([0-9a-fA-F]+)\}$/.exec(token)?.[1]
  if (code !== undefined) return unitEscape(code)
  if (/^\\[pP][^{]$/.test(token)) return `${token.slice(0, 2)}{${token[2]}}`
  if (/^\\[pP]\{\^?\w{3,}\}$/.test(token)) return token.replace('{', '{Script=')
  if (SPECIAL[token] !== undefined) return SPECIAL[token]
  // With `u` only signs of the syntax may be escaped, and every escape of another sign means the sign.
  return /^\\[^\w^$\\.*+?()[\]{}|/-]$/u.test(token) ? token.slice(1) : token
}

/** A class with both cases of each letter and of each range of ASCII letters. */
const openClass = (token, ignoresCase) => {
  const head = /^\[\^?/.exec(token)[0]
  const parts = [...token.slice(head.length, -1).matchAll(CLASS_PART)].map(([part]) => part)
  let out = ''
  for (let at = 0; at < parts.length; at++) {
    const isRange = parts[at + 1] === '-' && at + 2 < parts.length
    if (isRange) {
      const [from, to] = [parts[at], parts[at + 2]]
      out += `${plainEscape(from)}-${plainEscape(to)}`
      if (ignoresCase && isCased(from) && isCased(to) && from.length === 1 && to.length === 1)
        for (const turn of ['toLowerCase', 'toUpperCase']) out += `${from[turn]()}-${to[turn]()}`
      at += 2
    } else if (parts[at] === '[') out += '\\['
    else if (parts[at] === '-') out += '\\-'
    else if (parts[at].length === 1 && ignoresCase) out += bothCases(parts[at]).join('')
    else out += plainEscape(parts[at])
  }
  return `${head}${out}]`
}

/**
 * An expression of RE2's syntax as one of JavaScript, `null` where Node 20 cannot say it. Groups that ignore case have
 * their letters written in both cases, as the browser's engine has no such groups.
 */
export const translate = (regex, { ignoresCase = false } = {}) => {
  if (UNKNOWN.test(regex)) return null
  const casing = [ignoresCase]
  let out = ''
  for (const [token] of regex.matchAll(TOKEN)) {
    const ignores = casing.at(-1)
    const flags = /^\(\?([a-zA-Z]*)([:)])$/.exec(token)
    if (flags !== null && flags[2] === ')') {
      casing[casing.length - 1] = ignores || flags[1].includes('i')
    } else if (token.startsWith('(')) {
      casing.push(ignores || (flags?.[1].includes('i') ?? false))
      out += flags === null ? token.replace('(?P<', '(?<') : '(?:'
    } else if (token === ')') {
      casing.pop()
      out += token
    } else if (token.startsWith('[')) out += openClass(token, ignores)
    else if (token.startsWith('\\')) out += plainEscape(token)
    else if (ignores && isCased(token)) out += `[${bothCases(token).join('')}]`
    else out += token
  }
  try {
    return new RegExp(out, /\\u\{|\\[pP]\{/.test(out) ? 'gu' : 'g')
  } catch {
    return null
  }
}
