import { createInsertions, type Insertions } from './insertions.js'
import { createMatcher } from './restore-match.js'
import { indexTokens } from './token-index.js'

/** What may be restored: token without brackets (`EMAIL_1`) → original value. */
export type Issued = { readonly values: ReadonlyMap<string, string> }

/** Classes of bytes, as bits: may open a delimited form; may open a bare form; matters to URLs and code fences. */
export const DELIMITED = 1
export const BARE = 2
export const CONTEXT = 4

export type CompiledIssued = {
  readonly matcher: ReturnType<typeof createMatcher>
  readonly insertions: Insertions
  /** Class bits by byte. */
  readonly classes: Uint8Array
}

const BYTES = 256
const CONTEXT_BYTES = ':/`~\n\r'
const DELIMITED_BYTES = '<&%\\'

const BASE = new Uint8Array(BYTES)
for (const character of CONTEXT_BYTES) BASE[character.charCodeAt(0)] = CONTEXT
for (const character of DELIMITED_BYTES) BASE[character.charCodeAt(0)] = DELIMITED
BASE['['.charCodeAt(0)] = BARE

/** What all channels of one answer share. Cheap: everything that is dear is made when it is first needed. */
export const compileIssued = (issued: Issued): CompiledIssued => {
  const index = indexTokens(issued.values)
  const classes = BASE.slice()
  for (const initial of index.initials) classes[initial] = BARE
  return { matcher: createMatcher(index), insertions: createInsertions(issued.values), classes }
}
