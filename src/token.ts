/** The placeholder grammar of contract section 3: `<TYPE_N>`, TYPE upper snake case, N from 1 without leading zeros. */
const TYPE = /^[A-Z][A-Z0-9_]*$/
const PLACEHOLDER = /^<([A-Z][A-Z0-9_]*)_([1-9][0-9]{0,8})>$/

/** Entity of the stand-in for placeholder-shaped text that must come back as itself. */
export const LITERAL = 'LITERAL'

/** Highest number a token can carry; nine digits. */
export const MAX_TOKEN_NUMBER = 999_999_999

/** A placeholder taken apart. `token` has no brackets. */
export type Token = { readonly token: string; readonly entity: string; readonly number: number }

/** Says whether a name has the form of an entity type: upper snake case. */
export const isEntityName = (name: string): boolean => TYPE.test(name)

export const placeholderOf = (token: string): string => `<${token}>`

/** Parts of `<TYPE_N>`, or undefined when the text is not exactly one placeholder. */
export const parsePlaceholder = (text: string): Token | undefined => {
  const match = PLACEHOLDER.exec(text)
  if (match === null) return undefined
  return { token: text.slice(1, -1), entity: match[1]!, number: Number(match[2]) }
}

/** N of a token without brackets; 0 when the token has none. */
export const numberOf = (token: string): number => {
  const digits = Number(token.slice(token.lastIndexOf('_') + 1))
  return Number.isSafeInteger(digits) && digits > 0 ? digits : 0
}

/** Name of a value's identity across placeholders. Unambiguous: an entity type holds no line break. */
export const identityOf = (entity: string, key: string): string => `${entity}\n${key}`
