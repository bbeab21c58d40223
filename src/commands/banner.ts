import type { Config } from '../config/schema.js'

type Serving = { readonly url: string; readonly adminUrl: string; readonly config: Config }

const notes = ({ seal_key, mapping, fail, policy }: Config): string[] => {
  const sealed = mapping.client === 'sealed' || mapping.upstream === 'sealed'
  return [
    ...(sealed && seal_key === undefined ? ['no seal key is set: sealed headers end with this process'] : []),
    ...(fail === 'open' ? ['fail: open: when the guard cannot run, messages are forwarded unprotected'] : []),
    ...(policy.mode === 'enforce' ? [] : [`policy.mode is ${policy.mode}: nothing is replaced`]),
  ]
}

const lines = (parts: readonly string[]): string => `${parts.join('\n')}\n`

/** What is said at start-up: where it listens, where it forwards, and what a reader should know about the settings. */
export const servingBanner = ({ url, adminUrl, config }: Serving): string =>
  lines([
    `gateway   ${url} -> ${new URL(config.upstream.url ?? 'http://none').origin}`,
    `admin     ${adminUrl}  (/healthz /readyz /metrics /docs /playground)`,
    ...notes(config).map((note) => `note      ${note}`),
  ])

/** The same for the demo, with a request to try. */
export const demoBanner = ({ url, adminUrl, config, demoUrl }: Serving & { readonly demoUrl: string }): string =>
  lines([
    '',
    'No upstream is set, so this is the demo: a chat backend that repeats what it received.',
    `gateway   ${url} -> demo backend ${demoUrl}`,
    `admin     ${adminUrl}  (/healthz /readyz /metrics /docs /playground)`,
    `headers   mapping headers are ${config.mapping.client} to the client and ${config.mapping.upstream} to the demo backend`,
    ...notes(config).map((note) => `note      ${note}`),
    '',
    'Try:',
    `  curl -i ${url}/v1/spaces/12345/chat -H 'Content-Type: application/json' \\`,
    `    -d '{"message": "Mail jane.doe@example.com, or call +1 415 555 2671"}'`,
    '',
    'With a chat backend of your own: npm start -- --upstream https://chat.example.com',
    '',
  ])
