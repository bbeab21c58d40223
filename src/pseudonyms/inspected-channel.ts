import type { Count, Inspection } from './inspection.js'
import type { Depth } from './logical.js'
import type { Restorer } from './restore-stream.js'
import { createArgumentsScan } from './scan-arguments.js'
import { createTextScan } from './scan-text.js'

type Parts = { readonly openRestorer: (inserted: number[]) => Restorer; readonly count: Count }

/**
 * A restorer whose text is looked through before it leaves: first the caller's values are put back, then what stands
 * between them is read. Where findings are only counted, the text does not wait.
 */
export const createInspectedChannel = (
  inspection: Inspection,
  { depth, hint = '' }: { readonly depth: Depth; readonly hint?: string },
  { openRestorer, count }: Parts,
): Restorer => {
  const inserted: number[] = []
  const restorer = openRestorer(inserted)
  const options = { hint, count }
  const scan =
    depth === 2 ? createArgumentsScan(inspection, options) : createTextScan(inspection, { ...options, depth })
  return {
    push: (text, final) => {
      inserted.length = 0
      const restored = restorer.push(text, final)
      const scanned = scan.push(restored, inserted, final)
      return inspection.redacts ? scanned : restored
    },
    heldBytes: () => restorer.heldBytes() + (inspection.redacts ? scan.heldBytes() : 0),
  }
}
