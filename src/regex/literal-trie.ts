/** So many units of a text are looked at together, and lead into the trie at once. */
export const HEAD = 3

/** A trie as arrays: of each node its unit, its first child, its next sibling, and the texts that end there. Node 0 is its root. */
export type LiteralTrie = {
  readonly units: Uint16Array
  readonly child: Int32Array
  readonly sibling: Int32Array
  readonly ends: readonly (Int32Array | null)[]
  /** By its unit: the node of one unit. */
  readonly roots: ReadonlyMap<number, number>
  /** The node behind three units, 0 for none. */
  readonly behindHead: (first: number, second: number, third: number) => number
}

type Node = { readonly unit: number; child: number; readonly sibling: number; readonly ends: number[] }

const hashOf = (first: number, second: number, third: number): number =>
  Math.imul(keyOf(first, second, third), 0x2c1b3c6d)
/** Units beyond ASCII are one. */
const keyOf = (first: number, second: number, third: number): number =>
  ((first & 0xff) << 16) | ((second & 0xff) << 8) | (third & 0xff)

/** Nodes by their first three units: an open hash table, sparse enough that a look for what is not there ends at once. */
const createHeads = (nodes: readonly Node[]): LiteralTrie['behindHead'] => {
  const heads: [key: number, hash: number, node: number][] = []
  const childrenOf = (node: number): number[] => {
    const children: number[] = []
    for (let at = nodes[node]!.child; at !== 0; at = nodes[at]!.sibling) children.push(at)
    return children
  }
  for (const one of childrenOf(0))
    for (const two of childrenOf(one))
      for (const three of childrenOf(two)) {
        const units = [nodes[one]!.unit, nodes[two]!.unit, nodes[three]!.unit] as const
        heads.push([keyOf(...units), hashOf(...units), three])
      }
  let bits = 4
  while (1 << bits < heads.length * 4) bits += 1
  const slots = new Int32Array(2 << bits)
  const mask = (1 << bits) - 1
  const shift = 32 - bits
  for (const [key, hash, node] of heads) {
    let slot = hash >>> shift
    while (slots[2 * slot + 1] !== 0) slot = (slot + 1) & mask
    slots[2 * slot] = key
    slots[2 * slot + 1] = node
  }
  return (first, second, third) => {
    const key = keyOf(first, second, third)
    for (let slot = hashOf(first, second, third) >>> shift; slots[2 * slot + 1] !== 0; slot = (slot + 1) & mask)
      if (slots[2 * slot] === key) return slots[2 * slot + 1]!
    return 0
  }
}

/** Trie of these texts. */
export const createTrie = (texts: readonly string[]): LiteralTrie => {
  const nodes: Node[] = [{ unit: 0, child: 0, sibling: 0, ends: [] }]
  for (const [number, text] of texts.entries()) {
    let node = nodes[0]!
    for (let at = 0; at < text.length; at += 1) {
      const unit = text.charCodeAt(at)
      let child = node.child
      while (child !== 0 && nodes[child]!.unit !== unit) child = nodes[child]!.sibling
      if (child === 0) {
        child = nodes.push({ unit, child: 0, sibling: node.child, ends: [] }) - 1
        node.child = child
      }
      node = nodes[child]!
    }
    node.ends.push(number)
  }
  const roots = new Map<number, number>()
  for (let node = nodes[0]!.child; node !== 0; node = nodes[node]!.sibling) roots.set(nodes[node]!.unit, node)
  return {
    units: Uint16Array.from(nodes, ({ unit }) => unit),
    child: Int32Array.from(nodes, ({ child }) => child),
    sibling: Int32Array.from(nodes, ({ sibling }) => sibling),
    ends: nodes.map(({ ends }) => (ends.length === 0 ? null : Int32Array.from(ends))),
    roots,
    behindHead: createHeads(nodes),
  }
}
