import type { Leaf, PathNode } from './leaf.js'

const rootName = (node: PathNode | null): string => {
  let at = node
  while (at !== null && at.parent !== null) at = at.parent
  return at?.name ?? ''
}

/**
 * The given indexes of leaves in the order in which a provider puts their members into a prompt; members that are not listed come
 * last. A conversation grows at the end of that order, so numbers that are given in it stay the same from turn to turn,
 * and so does the prefix that the provider has cached.
 */
export const inPromptOrder = (
  indexes: readonly number[],
  leaves: readonly Leaf[],
  members: readonly string[],
): readonly number[] => {
  const groups: number[][] = Array.from({ length: members.length + 1 }, () => [])
  for (const index of indexes) {
    const rank = members.indexOf(rootName(leaves[index]?.node ?? null))
    groups[rank < 0 ? members.length : rank]?.push(index)
  }
  return groups.flat()
}
