import { z } from 'zod'
import { annotate, type SchemaPart } from './key-paths.js'
import { ruleFileSchema } from './schema.js'

/**
 * JSON Schema (draft-07, which editors know) of a rule file as it is written. rules/schema/rules.v1.schema.json is this;
 * the first line of a rule file names it for the editor.
 */
export const ruleFileJsonSchema = (): SchemaPart & { readonly $schema?: string } =>
  annotate(z.toJSONSchema(ruleFileSchema, { target: 'draft-7', io: 'input' }) as SchemaPart)
