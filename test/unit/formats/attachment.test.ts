import { describe, expect, it } from 'vitest'
import { readDataUrl } from '../../../src/formats/attachment.js'
import { findLeaves } from '../../../src/formats/json.js'
import { SPACES_CHAT } from '../../../src/formats/spaces-chat.js'

const base64 = (text: string): string => Buffer.from(text).toString('base64')
const textsOf = (message: string): string[] =>
  findLeaves(JSON.stringify({ message }), SPACES_CHAT, 512)
    .filter(({ isKey }) => !isKey)
    .map(({ text }) => text)

describe('a data URL', () => {
  it.each([
    `data:text/plain;base64,${base64('Mail jane@corp.org')}`,
    `data:;base64,${base64('Mail jane@corp.org')}`,
    `data:text/csv;charset=utf-8;name=people.csv;base64,${base64('Mail jane@corp.org')}`,
    'data:text/plain,Mail%20jane%40corp.org',
    'data:,Mail jane@corp.org',
  ])('is a file whose text is read: %s', (url) => {
    expect(textsOf(url)).toEqual(['Mail jane@corp.org'])
  })

  it.each([
    'data: x\n\n{"inner":"an 198-73-8883 wait","list":[]}',
    'data: 198-73-8883, and more',
    'data:jane@corp.org,x',
    'data:text/plain;name=jane@corp.org;base64,SGVsbG8gd29ybGQhISEh',
    'data:text/plain;name=198-73-8883;base64,SGVsbG8gd29ybGQhISEh',
    'data:text/plain;n=1.9.8.7.3.8.8.8.3,x',
  ])('that only looks like one is text, all of it: %s', (text) => {
    expect(readDataUrl(text)).toBeNull()
    expect(textsOf(text)).toEqual([text])
  })
})
