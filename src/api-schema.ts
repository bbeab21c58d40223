import { z } from 'zod'
import { GatewayError } from './errors.js'

const flag = z.boolean().nullish()
const id = z.string().min(1).max(256).nullish()
const map = z.record(z.string(), z.unknown()).nullish()

/** Body of `POST /v1/pii/detect`. Unknown members are ignored, as the API's own endpoint does. */
export const detectRequest = z.object({
  text: z.string(),
  existing_mapping: map,
  thread_id: id,
  space_id: id,
  include_business_data: flag,
  include_oii: flag,
  enhanced_mode: flag,
})

/** Body of `POST /v1/pii/erase`. Without `entity` the value goes whatever it was taken for; without `space_id` in all spaces. */
export const eraseRequest = z.object({ value: z.string().min(1), entity: id, space_id: id })

/** Body of `POST /v1/pii/restore`: exactly one of `text` and `json`. */
export const restoreRequest = z
  .object({ text: z.string().optional(), json: z.unknown().optional(), pii_mapping: map, thread_id: id, space_id: id })
  .refine((body) => (body.text === undefined) !== (body.json === undefined))

/** The checked body. Throws `request_invalid` with the pointer of the first member that is wrong; its value is not quoted. */
export const parseRequest = <T>(schema: z.ZodType<T>, value: unknown): T => {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const path = parsed.error.issues[0]?.path ?? []
  throw new GatewayError('request_invalid', { pointer: path.length === 0 ? '' : `/${String(path[0])}` })
}

/** Body of the playground's request. */
export const playgroundRequest = z.strictObject({
  text: z.string().max(20_000),
  tenant: id,
  space: id,
  route: id,
  operator: z.enum(['allow', 'pseudonymise', 'surrogate', 'hash', 'mask', 'redact', 'block']).nullish(),
  country: z.string().max(16).nullish(),
})

/** JSON Schemas (2020-12) of the bodies of the gateway's own endpoints, for `/openapi.json`. */
export const requestSchemas = () => {
  const schemaOf = (schema: z.ZodType) => {
    const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: 'input' })
    return rest
  }
  return { detect: schemaOf(detectRequest), restore: schemaOf(restoreRequest), erase: schemaOf(eraseRequest) }
}
