import { copyFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { SHIPPED_RULES } from '../../../src/config/load.js'

const FILES = ['core/email.yaml', 'core/payment-card.yaml', 'us/social-security-number.yaml']

/** Copies three shipped rule files under `folder`: few enough for the slow engine, which every machine has. */
export const fewRules = (folder: string): string => {
  const rules = join(folder, 'few-rules')
  for (const file of FILES) {
    mkdirSync(join(rules, file, '..'), { recursive: true })
    copyFileSync(join(SHIPPED_RULES, file), join(rules, file))
  }
  return rules
}
