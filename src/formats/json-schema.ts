import { FREE, type Shape, STRUCTURAL } from './shape.js'

/** JSON Schema keywords whose value is grammar (draft 2020-12); `default`, `enum`, `const`, `examples` hold data. */
const SCHEMA_MEMBERS: Record<string, Shape> = {
  type: STRUCTURAL,
  required: STRUCTURAL,
  $ref: STRUCTURAL,
  $schema: STRUCTURAL,
  $id: STRUCTURAL,
  format: STRUCTURAL,
  pattern: STRUCTURAL,
  default: FREE,
  enum: FREE,
  const: FREE,
  examples: FREE,
}

/** A JSON Schema: its grammar is the protocol's, its descriptions and data are text. */
export const SCHEMA: Shape = { text: true, keys: false, members: SCHEMA_MEMBERS }

/** An object whose member names are property names of the schema, so that a property may be called `type`. */
const SCHEMA_MAP: Shape = { text: true, keys: false, rest: SCHEMA }
for (const name of ['properties', 'patternProperties', '$defs', 'definitions', 'dependentSchemas'])
  SCHEMA_MEMBERS[name] = SCHEMA_MAP
