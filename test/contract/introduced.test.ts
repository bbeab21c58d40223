import { describe, expect, it } from 'vitest'
import { BUILT_IN } from '../../src/formats/built-in.js'
import { createBodyRestorer } from '../../src/formats/response.js'
import { createRoutes } from '../../src/routes.js'
import { readStream, STREAMS, writeStream } from './streams.js'

const OWN = 'jane@corp.example'
const NEW = 'max@other.example'
const ROUTES = createRoutes(BUILT_IN)

/** Stands for detection: knows one value. */
const inspection = {
  find: (text: string) =>
    [...text.matchAll(/max@other\.example/g)].map(({ index }) => ({
      start: index,
      end: index + NEW.length,
      entity: 'EMAIL',
    })),
  redacts: true,
  longest: 1000,
}

describe.each(STREAMS.map((sample) => [sample.format, sample] as const))(
  'what the model brings in a stream of %s',
  (_, sample) => {
    const format = ROUTES.match(sample.path)?.format
    it.each(sample.lanes.map((lane) => [lane.name, lane] as const))(
      'is redacted in %s, wherever its events cut it',
      (_name, lane) => {
        const text = lane.isJson ? `{"a":"<EMAIL_1>","b":"${NEW}"}` : `a <EMAIL_1>, ${NEW}!`
        const expected = text.replace('<EMAIL_1>', OWN).replace(NEW, '[EMAIL]')
        for (let cut = 0; cut <= text.length; cut++) {
          const events = [text.slice(0, cut), text.slice(cut)].map(lane.event)
          const restorer = createBodyRestorer(
            sample.isArray ? 'json' : 'sse',
            { values: new Map([['EMAIL_1', OWN]]) },
            {
              ...(format?.answer as NonNullable<typeof format>['answer']),
              urls: 'always',
              isHostNamed: () => true,
              inspection,
            },
          )
          const bytes = writeStream(sample, events, '\n')
          const body = Buffer.concat([restorer.push(bytes), restorer.end()]).toString()
          const read = readStream(body)
          expect(read.map((event) => lane.read(event) ?? '').join('')).toBe(expected)
          expect(read.at(-1)).toEqual(sample.endings.at(-1))
        }
      },
    )
  },
)
