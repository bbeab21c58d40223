import { addNotice } from './formats/notice.js'
import type { Policy } from './policy/choose.js'
import type { Route } from './routes.js'
import type { Runtime } from './runtime.js'
import type { Turn } from './turn.js'
import { guardHeader } from './turn-headers.js'

/** What goes on: `turn` is null where nothing was replaced on purpose (mode shadow or off, `fail: open`). */
export type Protection = { readonly body: Buffer; readonly guard: string; readonly turn: Turn | null }

type Ruled = { readonly turn: Turn | null; readonly policy: Policy; readonly route: Route }

/** The rewritten body where the policy is enforced; the bytes as they came in shadow, off and open. */
export const toProtection = (runtime: Runtime, { turn, policy, route }: Ruled, received: Buffer): Protection => {
  const { mode, name } = policy
  if (turn === null) return { body: received, guard: `${mode === 'off' ? 'off' : 'open'};policy="${name}"`, turn: null }
  const guard = guardOf(runtime, turn)
  if (mode === 'shadow') return { body: received, guard, turn: null }
  const isChanged = turn.result.edits.size > 0
  return { body: isChanged ? Buffer.from(withNotice(runtime, turn, route)) : received, guard, turn }
}

/** `X-Pii-Guard` of a turn. */
export const guardOf = (runtime: Runtime, turn: Turn): string =>
  guardHeader(
    runtime,
    { name: turn.policy.name, mode: turn.policy.mode === 'shadow' ? 'shadow' : 'enforce' },
    turn.result.replacements.length,
    turn.unscanned.signed + turn.unscanned.binary,
  )

/** The rewritten body, with the configured notice to the model where it holds placeholders and has a place for one. */
const withNotice = ({ config }: Runtime, { result }: Turn, { format, path }: Route): string => {
  const { notice } = config.restore
  const place = format.notice
  if (notice === undefined || place === undefined || result.used.size === 0) return result.body
  return place.on === undefined || place.on.test(path) ? addNotice(result.body, place, notice) : result.body
}
