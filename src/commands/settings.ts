import { type Command, Option } from 'commander'
import { optionName, SETTINGS } from '../config/env.js'
import type { Flags } from '../config/load.js'
import { nodeAt } from '../config/problems.js'
import { configurationSchema, type SchemaNode } from '../config/schema.js'

/** What a setting does, what it may be where that is a choice, and what it is without a word. */
const describe = ({ description = '', enum: choices, default: value }: SchemaNode): string => {
  const facts = [
    ...(choices === undefined ? [] : [choices.join(' | ')]),
    ...(value === undefined ? [] : [`default: ${value}`]),
  ]
  return facts.length === 0 ? description : `${description} (${facts.join('; ')})`
}

/** Adds `--config` and every setting that has a flag; values are checked by the configuration schema, not here. */
export const withSettings = (command: Command, only?: readonly string[]): Command => {
  const schema = configurationSchema()
  command.option('--config <file>', 'Configuration file (YAML).')
  for (const { flag, path } of SETTINGS) {
    if (flag === null || (only !== undefined && !only.includes(flag))) continue
    command.addOption(new Option(`--${flag} <value>`, describe(nodeAt(schema, path) ?? {})))
  }
  return command
}

/** The settings among the options that commander read. */
export const settingsOf = (options: Record<string, unknown>): Flags => {
  const names = ['config', ...SETTINGS.flatMap(({ flag }) => (flag === null ? [] : [optionName(flag)]))]
  return Object.fromEntries(names.flatMap((name) => (typeof options[name] === 'string' ? [[name, options[name]]] : [])))
}

export type { Command } from 'commander'

/** An option that takes a text; null where it is not given. */
export const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null)
