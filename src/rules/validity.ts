import type { CompiledRule } from '../detect/rule.js'

/** Whether a text passes all checks of one of an entity's rules; an entity without checks takes every text. */
export const createValidityTest = (
  rules: readonly CompiledRule[],
  defaultRegion: string,
): ((entity: string, text: string) => boolean) => {
  const byEntity = new Map<string, CompiledRule[]>()
  for (const rule of rules) byEntity.set(rule.entity, [...(byEntity.get(rule.entity) ?? []), rule])
  return (entity, text) => {
    const checked = (byEntity.get(entity) ?? []).filter(({ checks }) => checks.length > 0)
    const passes = ({ checks, normalise }: CompiledRule) =>
      checks.every(({ run }) => run(normalise(text), defaultRegion) === true)
    return checked.length === 0 || checked.some(passes)
  }
}
