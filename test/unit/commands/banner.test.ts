import { describe, expect, it } from 'vitest'
import { demoBanner, servingBanner } from '../../../src/commands/banner.js'
import { loadConfig } from '../../../src/config/load.js'

const configWith = (flags: Record<string, string>, env: Record<string, string> = {}) => {
  const loaded = loadConfig({ flags, env })
  if ('issues' in loaded) throw new Error(JSON.stringify(loaded.issues))
  return loaded.config
}
const urls = { url: 'http://127.0.0.1:8080', adminUrl: 'http://127.0.0.1:9090' }
const sealKey = Buffer.alloc(32, 1).toString('base64')

describe('servingBanner', () => {
  it('shows the origin of the upstream and nothing that its path may hold', () => {
    const config = configWith({ upstream: 'https://chat.example.com/tenant-4711' })
    const banner = servingBanner({ ...urls, config })
    expect(banner).toContain('http://127.0.0.1:8080 -> https://chat.example.com\n')
    expect(banner).not.toContain('4711')
  })

  it('warns of sealed headers without a seal key, and only then', () => {
    const say = (env: Record<string, string>) =>
      servingBanner({ ...urls, config: configWith({ upstream: 'http://h' }, env) })
    expect(say({})).toContain('no seal key is set')
    expect(say({ COATCHECK_SEAL_KEY: sealKey })).not.toContain('note')
  })

  it('says aloud when the policy does not protect (F81, F97)', () => {
    const config = configWith({ upstream: 'http://h', mode: 'shadow' })
    expect(servingBanner({ ...urls, config })).toContain('policy.mode is shadow: nothing is replaced')
    const open = { ...config, fail: 'open' as const }
    expect(servingBanner({ ...urls, config: open })).toContain('forwarded unprotected')
  })
})

describe('demoBanner', () => {
  it('says that it is the demo and prints a curl to try', () => {
    const config = configWith({ mappingClient: 'plain' })
    const banner = demoBanner({ ...urls, config, demoUrl: 'http://127.0.0.1:4000' })
    expect(banner).toContain('this is the demo')
    expect(banner).toMatch(/curl -i http:\/\/127\.0\.0\.1:8080\/v1\/spaces\/12345\/chat/)
    expect(banner).toContain('plain to the client and tokens to the demo backend')
  })
})
