import type { MapEntry } from '../../types.js'
import { StoreError } from './store.js'

/** An entry as it is sealed: `[token, entity, key, value]`. */
type Row = readonly [token: string, entity: string, key: string, value: string]

const toRow = ({ token, entity, key, value }: MapEntry): Row => [token, entity, key, value]

const toEntry = (row: unknown): MapEntry => {
  if (!Array.isArray(row) || row.length !== 4 || !row.every((part) => typeof part === 'string'))
    throw new StoreError('store_unreadable')
  const [token, entity, key, value] = row as unknown as Row
  return { token, entity, key, value }
}

export const encodeEntries = (entries: Iterable<MapEntry>): Buffer =>
  Buffer.from(JSON.stringify([...entries].map(toRow)))

/** Throws StoreError `store_unreadable` for anything that `encodeEntries` did not write. */
export const decodeEntries = (bytes: Buffer): MapEntry[] => {
  const rows: unknown = JSON.parse(bytes.toString('utf8'))
  if (!Array.isArray(rows)) throw new StoreError('store_unreadable')
  return rows.map(toEntry)
}
