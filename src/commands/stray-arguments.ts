import { didYouMean } from '../config/suggest.js'
import type { Issue } from '../types.js'

type Known = { readonly flags: readonly string[]; readonly commands: readonly string[] }

/**
 * Problems of arguments that a command could not place: unknown flags with the nearest valid one, and words that are
 * no command. A word after an unknown flag is taken as its value and not reported again. Values are never quoted.
 */
export const strayArguments = (args: readonly string[], { flags, commands }: Known): Issue[] => {
  const issues: Issue[] = []
  const report = (path: string, message: string) => issues.push({ file: 'command line', line: 0, path, message })
  args.forEach((argument, index) => {
    if (argument.startsWith('-')) {
      const flag = argument.split('=')[0]!
      report(flag, `unknown flag${didYouMean(flag, flags)}`)
    } else if (!args[index - 1]?.startsWith('-')) {
      report(`argument ${index + 1}`, `unexpected argument${didYouMean(argument, commands)}`)
    }
  })
  return issues
}
