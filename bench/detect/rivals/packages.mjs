import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const CREATE = {
  'redact-pii': ({ SyncRedactor }) => {
    const redactor = new SyncRedactor()
    return (text) => redactor.redact(text)
  },
  '@openredaction/openredaction': ({ OpenRedaction }) => {
    const shield = new OpenRedaction()
    return async (text) => (await shield.detect(text)).redacted
  },
  '@arcjet/redact':
    ({ redact }) =>
    async (text) =>
      (await redact(text))[0],
}

/** A package in its default configuration, as the program that lives in `dir` has it: from a text to the text without its values. */
export const loadPackage = async ({ id, dir }) => {
  const file = createRequire(join(dir, 'package.json')).resolve(id)
  const loaded = await import(pathToFileURL(file).href)
  return CREATE[id]({ ...loaded, ...loaded.default })
}
