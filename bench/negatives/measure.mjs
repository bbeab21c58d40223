import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

/** What may differ between two builds is only the rules: all packs, the default region, the least likelihood of a fresh start. */
export const loadDetection = async (root) => {
  const load = (file) => import(pathToFileURL(join(root, 'dist', file)).href)
  const [{ loadRules }, { resolve }] = await Promise.all([load('rules/load.js'), load('detect/resolve.js')])
  const loaded = await loadRules({
    dir: join(root, 'rules'),
    engine: 're2',
    defaultRegion: 'US',
    minLikelihood: 'likely',
  })
  if ('issues' in loaded) throw new Error(loaded.issues.map(({ message }) => message).join('\n'))
  const { detect, groups, policies } = loaded.ruleSet
  const { groups: rulings } = policies.find(({ id }) => id === 'default')
  const isAllowed = ({ entity }) => rulings.get(groups.get(entity)) === 'allow'
  /** Spans that a message would have replaced, and findings that the default policy lets pass. */
  return (text) => {
    const found = detect(text, '')
    const allowed = found.filter(isAllowed)
    const replaced = resolve(
      found.filter((one) => !isAllowed(one)).map((one) => ({ ...one, operator: 'pseudonymise' })),
    )
    return { allowed, replaced }
  }
}

const WORD = /\S*\p{L}\S*/gu

/** Reads a corpus once: sizes by kind, and every finding with its text. A text that occurs twice counts once. */
export const measure = (texts, find) => {
  const size = { prose: { files: 0, words: 0, lines: 0 }, code: { files: 0, words: 0, lines: 0 } }
  const findings = []
  const allowed = new Map()
  const seen = new Set()
  for (const { name, kind, text } of texts) {
    const digest = createHash('sha256').update(text).digest('base64')
    if (seen.has(digest)) continue
    seen.add(digest)
    size[kind].files += 1
    size[kind].words += text.match(WORD)?.length ?? 0
    size[kind].lines += text.split('\n').filter((line) => line.trim() !== '').length
    const found = find(text)
    for (const { rule } of found.allowed) allowed.set(rule, (allowed.get(rule) ?? 0) + 1)
    for (const { rule, start, end } of found.replaced)
      findings.push({
        name,
        kind,
        rule,
        value: text.slice(start, end),
        before: text.slice(Math.max(0, start - 60), start),
        after: text.slice(end, end + 40),
      })
  }
  return { size, findings, allowed }
}
