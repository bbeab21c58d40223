import { ruleFileJsonSchema } from './json-schema.js'
import { noteOf } from './key-notes.js'
import { keyParts, type SchemaPart } from './key-paths.js'

const cell = (text: string): string => text.replaceAll('|', '\\|')

const valuesOf = ({ enum: choices, anyOf, items }: SchemaPart): string =>
  choices?.join(', ') ?? items?.enum?.join(', ') ?? anyOf?.find((one) => one.enum)?.enum?.join(', ') ?? ''

/** The table of every key, for docs/rules.md. */
export const keyTable = (): string =>
  [
    '| Key | Meaning | Written |',
    '|---|---|---|',
    ...keyParts(ruleFileJsonSchema()).map(({ path, part, isRequired }) => {
      const values = valuesOf(part)
      const meaning = `${part.description ?? ''}${isRequired ? ' **Needed.**' : ''}${values === '' ? '' : ` One of ${values}.`}`
      return `| \`${path}\` | ${cell(meaning)} | \`${cell(noteOf(path)?.example ?? '')}\` |`
    }),
    '',
  ].join('\n')
