/** The four PII headers, spelled as they are sent and as errors name them (contract section 4). */
export const PII_HEADERS = {
  mapping: 'X-Pii-Mapping',
  auto: 'X-Auto-Pii-Mapping',
  positions: 'X-Pii-Positions',
  history: 'X-Chat-History-Pii-Mapping',
} as const

export type HeaderName = (typeof PII_HEADERS)[keyof typeof PII_HEADERS]

/** What a direction's maps look like in headers. */
export type HeaderMode = 'plain' | 'tokens' | 'sealed' | 'off'

/** Name of the header that carries a reference instead of a value that did not fit. */
export const refName = <N extends string>(name: N): `${N}-Ref` => `${name}-Ref`
