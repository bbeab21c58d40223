import type { NoticePlace } from './notice.js'
import type { AnswerTable } from './restore-channel.js'
import type { Shape } from './shape.js'

/** In whose words an error is told on a route (contract section 6): its SDKs raise what they should. */
export type ErrorStyle = 'problem' | 'openai' | 'anthropic' | 'gemini'

/**
 * Where the caller's own words are: in each value at `at`, the strings at `texts`. Pointers are RFC 6901, with `*` for any
 * member or element. With `roles` only values whose `role` is one of them, or absent, count.
 */
export type OwnWords = { readonly at: string; readonly texts: readonly string[]; readonly roles?: readonly string[] }

/** What the gateway knows of one wire format: data, no code. */
export type Format = {
  /** Also the name of its routes in the metrics. */
  readonly name: string
  /**
   * Paths that speak it, in canonical spelling, `{name}` for what varies within a segment. `any` prefix says that they
   * count under a prefix such as `/openai` too.
   */
  readonly paths: readonly string[]
  readonly prefix: 'any' | 'none'
  readonly methods: ReadonlySet<string>
  readonly request: Shape
  /** Hosts named in these words may receive a restored value inside a URL. Tool results and the model's words are not here. */
  readonly ownWords: readonly OwnWords[]
  /**
   * Members of the request in the order in which they become a prompt; a conversation grows in the last of them. Absent:
   * the order of the body.
   */
  readonly promptOrder?: readonly string[]
  /** Where a notice to the model goes, if one is configured; absent: nowhere. */
  readonly notice?: NoticePlace
  readonly answer: AnswerTable
  /**
   * Whether the conversation has a thread: named by the `{thread_id}` of the path or by the member `thread_id` of the
   * body, or else by the answer. Without threads each request stands alone.
   */
  readonly hasThreads: boolean
  /** Pointer of the text that `pii_preview: true` in the body shows; null where there is no preview. */
  readonly preview: string | null
  readonly errors: ErrorStyle
}

export const POST: ReadonlySet<string> = new Set(['POST'])
