import { ruleFileSchema } from './schema.js'

type Shape = { readonly shape?: Readonly<Record<string, unknown>> }

const { shape } = ruleFileSchema as Shape

/** Keys of a rule file in the order in which they are written, by the name of the section that holds them. */
const keysOf = (section: string): readonly string[] => {
  // A default lies around the list, and the list around the schema of its items.
  const list = shape?.[section] as { readonly unwrap: () => { readonly element: Shape } }
  return Object.keys(list.unwrap().element.shape ?? {})
}

export const KEY_ORDER: Readonly<Record<string, readonly string[]>> = {
  '': Object.keys(shape ?? {}),
  rules: keysOf('rules'),
  lists: keysOf('lists'),
  allow: keysOf('allow'),
  policies: keysOf('policies'),
}
