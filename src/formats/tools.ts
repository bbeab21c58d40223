import { SCHEMA } from './json-schema.js'
import { object, type Shape, STRUCTURAL, structural } from './shape.js'

const SCHEMAS = { parameters: SCHEMA, input_schema: SCHEMA, schema: SCHEMA, output_schema: SCHEMA }

/** A function as a tool defines it: its description and the data in its schema are text. */
export const FUNCTION: Shape = object({ ...structural('name type strict'), ...SCHEMAS })

/** A tool definition, with its function inside or beside its type. What a tool sends to its own server is a credential. */
export const TOOL: Shape = object({
  ...structural('id name type strict cache_control headers authorization authorization_token vector_store_ids'),
  ...structural('allowed_tools server_label require_approval connector_id'),
  ...SCHEMAS,
  function: FUNCTION,
  custom: object(structural('name format')),
})

export const TOOL_CHOICE: Shape = object({
  ...structural('name type mode'),
  function: FUNCTION,
  custom: object({ name: STRUCTURAL }),
})
