/** Outcome at one place: no token, perhaps one (the text ended too early), or one that was found. */
export const NONE = 0
export const PARTIAL = 1
export const MATCH = 2
export type Outcome = typeof NONE | typeof PARTIAL | typeof MATCH
