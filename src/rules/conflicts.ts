import type { Issue } from '../types.js'
import type { ReadRuleFile } from './read.js'

const SECTIONS = ['lists', 'allow', 'policies'] as const

const usedIn = (id: string, first: Issue | undefined): string =>
  `the id ${id} is already used in line ${first?.line} of ${first?.file}: write another`

/** Ids of lists, exceptions and policies that occur twice. */
const twiceNamed = (files: readonly ReadRuleFile[]): Issue[] =>
  SECTIONS.flatMap((section) => {
    const ids = new Map<string, Issue>()
    return files.flatMap(({ data, issueAt }) =>
      data[section].flatMap(({ id }, index) => {
        const first = ids.get(id)
        const own = issueAt([section, index, 'id'], usedIn(id, first))
        ids.set(id, first ?? own)
        return first === undefined ? [] : [own]
      }),
    )
  })

/** Ids that occur twice, and entity types that two rules put into different groups. */
export const conflicts = (files: readonly ReadRuleFile[]): Issue[] => [...twiceNamed(files), ...ruleConflicts(files)]

const ruleConflicts = (files: readonly ReadRuleFile[]): Issue[] => {
  const ids = new Map<string, Issue>()
  const groups = new Map<string, string>()
  return files.flatMap(({ data, issueAt }) =>
    data.rules.flatMap(({ id, entity, group }, index) => {
      const first = ids.get(id)
      const own = issueAt(['rules', index, 'id'], usedIn(id, first))
      const found: Issue[] = first === undefined ? [] : [own]
      ids.set(id, first ?? own)
      const other = groups.get(entity) ?? group
      groups.set(entity, other)
      if (other !== group)
        found.push(
          issueAt(
            ['rules', index, 'group'],
            `another rule puts ${entity} into ${other}: write that group, or another entity`,
          ),
        )
      return found
    }),
  )
}
