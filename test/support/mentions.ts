import type { Mentions } from '../../src/detect/mentions.js'

/** As if every word of every rule occurred everywhere: what the index leaves out is tested with it. */
export const everyMention = (): Mentions => ({
  isBoosted: () => true,
  isSuppressed: () => true,
  mayBoost: () => true,
  maySuppress: () => true,
  rangesOf: () => null,
})
