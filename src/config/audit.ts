import { z } from 'zod'
import { timeoutMs } from './upstream.js'

export const audit = z.strictObject({
  sink: z.enum(['off', 'file', 'stdout']).default('off').describe('Where audit records go.'),
  log_file: z
    .string()
    .min(1)
    .optional()
    .describe('File of the records; one process writes it. Needed by `sink: file`.'),
  key_file: z
    .string()
    .min(1)
    .optional()
    .describe('PEM file with the Ed25519 key that signs the log (coatcheck keys audit makes one).'),
  required: z
    .boolean()
    .default(false)
    .describe('Refuse a protected request (503) whose record cannot be written before it goes on.'),
  max_file_bytes: z
    .int()
    .min(65_536)
    .default(104_857_600)
    .describe('Size from which a new file is begun; the old one gets the number of its last line as suffix.'),
  checkpoint_seconds: z.int().min(1).max(3600).default(10).describe('Longest time without a signed line.'),
  timeout_ms: timeoutMs(5000).describe('Longest wait for a required record, in milliseconds.'),
})
