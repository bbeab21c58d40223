import type { Writable } from 'node:stream'
import type { AuditSink } from './sink.js'

/** Writes to a stream such as stdout, whose reader keeps the lines. Each run is a log of its own. */
export const openStreamSink = (stream: Writable): AuditSink => ({
  resumed: null,
  write: (text) =>
    new Promise((resolve, reject) => {
      stream.write(text, (error) => (error ? reject(error) : resolve()))
    }),
  isFull: () => false,
  rotate: async () => {},
  close: async () => {},
})
