import { BUILT_IN } from './built-in.js'
import type { Format } from './format.js'
import { FREE, type Shape, STRUCTURAL } from './shape.js'

/** Text of a body by JSON Pointers (RFC 6901, `*` for every element or member): of what is text, or of what is not. */
export type DeclaredText = {
  readonly text?: readonly string[] | undefined
  readonly not_text?: readonly string[] | undefined
}

/** A route that the configuration declares. */
export type DeclaredRoute = {
  readonly path: string
  readonly methods: readonly string[]
  readonly format: string
  readonly request: DeclaredText
  readonly answer: DeclaredText
}

type Tree = { readonly inner: Map<string, Tree>; isTarget: boolean }

const newTree = (): Tree => ({ inner: new Map(), isTarget: false })

const plant = (pointers: readonly string[]): Tree => {
  const root = newTree()
  for (const pointer of pointers) {
    let at = root
    for (const escaped of pointer.split('/').slice(1)) {
      const name = escaped.replaceAll('~1', '/').replaceAll('~0', '~')
      const next = at.inner.get(name) ?? newTree()
      at.inner.set(name, next)
      at = next
    }
    at.isTarget = true
  }
  return root
}

/** What both say of one member: that of its own name, and that of `*`. */
const merged = (one: Tree, other: Tree): Tree => {
  const inner = new Map(one.inner)
  for (const [name, tree] of other.inner) inner.set(name, merged(inner.get(name) ?? newTree(), tree))
  return { inner, isTarget: one.isTarget || other.isTarget }
}

const shapeOf = (tree: Tree, base: Shape, target: Shape): Shape => {
  if (tree.isTarget) return target
  if (tree.inner.size === 0) return base
  const every = tree.inner.get('*')
  const members = [...tree.inner]
    .filter(([name]) => name !== '*')
    .map(([name, inner]) => [name, shapeOf(every ? merged(inner, every) : inner, base, target)] as const)
  const rest = every ? shapeOf(every, base, target) : base
  return { ...base, members: Object.fromEntries(members), rest, items: rest }
}

/** Shape of a body whose text is declared; all of it is text where nothing is. */
export const declaredShape = ({ text, not_text }: DeclaredText): Shape =>
  text === undefined ? shapeOf(plant(not_text ?? []), FREE, STRUCTURAL) : shapeOf(plant(text), STRUCTURAL, FREE)

const JSON_FORMAT: Format = {
  name: 'json',
  paths: [],
  prefix: 'none',
  methods: new Set(),
  request: FREE,
  ownWords: [],
  answer: { shape: FREE },
  hasThreads: false,
  preview: null,
  errors: 'problem',
}

/** The formats of the declared routes. They come before the known ones. */
export const declaredFormats = (routes: readonly DeclaredRoute[]): Format[] =>
  routes.map(({ path, methods, format, request, answer }) => {
    const known = BUILT_IN.find(({ name }) => name === format)
    const own = { paths: [path], prefix: 'none', methods: new Set(methods) } as const
    if (known !== undefined) return { ...known, ...own }
    return { ...JSON_FORMAT, ...own, request: declaredShape(request), answer: { shape: declaredShape(answer) } }
  })
