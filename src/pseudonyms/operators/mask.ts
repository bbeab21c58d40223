const MASK_CLASSES = [4, 8, 16, 32] as const

/** Stars that keep the length class of a value, not its length: at most 4, 8, 16, or 32 for all longer ones. */
export const mask = (value: string): string =>
  '*'.repeat(MASK_CLASSES.find((length) => value.length <= length) ?? MASK_CLASSES[3])

export const redact = (entity: string): string => `[${entity}]`
