import type { Issue } from '../types.js'
import type { ReadRuleFile } from './read.js'

const SECTIONS = ['lists', 'allow', 'policies'] as const

/** Ids of lists, exceptions and policies that occur twice. */
const twiceNamed = (files: readonly ReadRuleFile[]): Issue[] =>
  SECTIONS.flatMap((section) => {
    const ids = new Map<string, string>()
    return files.flatMap(({ file, data, issueAt }) =>
      data[section].flatMap(({ id }, index) => {
        const first = ids.get(id)
        if (first !== undefined)
          return [issueAt([section, index, 'id'], `the id ${id} is already used in ${first}: write another`)]
        ids.set(id, file)
        return []
      }),
    )
  })

/** Ids that occur twice, and entity types that two rules put into different groups. */
export const conflicts = (files: readonly ReadRuleFile[]): Issue[] => [...twiceNamed(files), ...ruleConflicts(files)]

const ruleConflicts = (files: readonly ReadRuleFile[]): Issue[] => {
  const ids = new Map<string, string>()
  const groups = new Map<string, string>()
  return files.flatMap(({ file, data, issueAt }) =>
    data.rules.flatMap(({ id, entity, group }, index) => {
      const found: Issue[] = []
      const first = ids.get(id)
      if (first !== undefined)
        found.push(issueAt(['rules', index, 'id'], `the id ${id} is already used in ${first}: write another`))
      else ids.set(id, file)
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
