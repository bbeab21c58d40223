import type { OwnWords } from './format.js'

/** All values at a pointer of which `*` stands for any member or element. */
const valuesAt = (value: unknown, pointer: string): unknown[] => {
  let values = [value]
  for (const name of pointer.split('/').slice(1))
    values = values.flatMap((at) => {
      if (typeof at !== 'object' || at === null) return []
      if (name === '*') return Object.values(at)
      return Object.hasOwn(at, name) ? [(at as Record<string, unknown>)[name]] : []
    })
  return values
}

const roleOf = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && 'role' in value ? value.role : undefined

/** The caller's own words in a request body, lower-cased, one a line. */
export const findOwnWords = (body: unknown, places: readonly OwnWords[]): string => {
  const words: string[] = []
  for (const { at, texts, roles } of places)
    for (const value of valuesAt(body, at)) {
      const role = roleOf(value)
      if (roles !== undefined && role !== undefined && !roles.includes(String(role))) continue
      for (const pointer of texts)
        for (const text of valuesAt(value, pointer)) if (typeof text === 'string') words.push(text.toLowerCase())
    }
  return words.join('\n')
}
