import { randomBytes } from 'node:crypto'
import { createKey } from '../policy/auth.js'
import { EXIT, type Shell } from './shell.js'

const ID = /^[a-z0-9][a-z0-9-]{0,31}$/

/** Prints a new API key once, and the line of configuration that accepts it. Uses COATCHECK_HASH_KEY as the pepper. */
export const runKeysNew = ({ id }: { readonly id: string }, shell: Shell): number => {
  if (!ID.test(id)) {
    shell.stderr.write('--id must be 1 to 32 of a-z, 0-9 and -, and not begin with -\n')
    return EXIT.failed
  }
  const pepper = shell.env.COATCHECK_HASH_KEY ?? ''
  const { key, hash } = createKey(id, pepper)
  shell.stdout.write(
    `Key, shown this once: ${key}\n\nauth:\n  mode: required\n  keys:\n    - { id: ${id}, hash: '${hash}' }\n`,
  )
  if (pepper !== '') shell.stderr.write('The hash holds only with the COATCHECK_HASH_KEY that is set now.\n')
  return EXIT.ok
}

/** Prints a new seal key: 32 random bytes in base64, as COATCHECK_SEAL_KEY and COATCHECK_HASH_KEY take them. */
export const runKeysSeal = ({ stdout }: Shell): number => {
  stdout.write(`${randomBytes(32).toString('base64')}\n`)
  return EXIT.ok
}
