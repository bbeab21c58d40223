import { describe, expect, it } from 'vitest'
import { runKeysNew, runKeysSeal } from '../../../src/commands/keys.js'
import { configSchema } from '../../../src/config/schema.js'
import { parseYaml } from '../../../src/config/yaml.js'
import { createAuthenticator } from '../../../src/policy/auth.js'
import { fakeShell } from './fake-shell.js'

describe('keys new', () => {
  it.each(['', 'a-pepper-of-the-house'])(
    'prints a key and the configuration that accepts it (pepper "%s")',
    (pepper) => {
      const { shell, written } = fakeShell({ env: { COATCHECK_HASH_KEY: pepper } })
      expect(runKeysNew({ id: 'team-a' }, shell)).toBe(0)
      const [first = '', ...rest] = written.out.split('\n')
      const key = first.replace('Key, shown this once: ', '')
      const { auth } = configSchema.parse(parseYaml(rest.join('\n'), 'printed').data)
      const authenticate = createAuthenticator({ mode: 'required', keys: auth.keys }, pepper)
      expect(authenticate(['X-API-Key', key]).caller).toBe('team-a')
      expect(written.err.includes('COATCHECK_HASH_KEY')).toBe(pepper !== '')
    },
  )

  it.each(['', 'Team', 'a_b', '-a', 'a'.repeat(33)])('refuses the id "%s"', (id) => {
    const { shell, written } = fakeShell()
    expect(runKeysNew({ id }, shell)).toBe(1)
    expect(written.out).toBe('')
  })
})

describe('keys seal', () => {
  it('prints 32 fresh bytes in base64, which the configuration accepts', () => {
    const { shell, written } = fakeShell()
    runKeysSeal(shell)
    runKeysSeal(shell)
    const [one = '', two = ''] = written.out.trim().split('\n')
    expect(Buffer.from(one, 'base64')).toHaveLength(32)
    expect(one).not.toBe(two)
    expect(configSchema.parse({ seal_key: one }).seal_key).toBe(one)
  })
})
