import { describe, expect, it } from 'vitest'
import { FORMAT_NAMES } from '../../../src/config/routes.js'
import { BUILT_IN } from '../../../src/formats/built-in.js'
import { type DeclaredText, declaredFormats, declaredShape } from '../../../src/formats/declared.js'
import { findLeaves, pointerOf } from '../../../src/formats/json.js'
import { createRoutes } from '../../../src/routes.js'

const BODY = JSON.stringify({
  id: 'i-1',
  note: 'text',
  comments: [
    { id: 'c-1', body: 'one', tags: ['t'] },
    { id: 'c-2', body: 'two' },
  ],
  'a/b~c': 'odd',
})

const textsOf = (declared: DeclaredText) =>
  findLeaves(BODY, declaredShape(declared), 9)
    .filter(({ isKey }) => !isKey)
    .map(({ node }) => pointerOf(node))

describe('declared text', () => {
  it('is all, without a declaration', () => {
    expect(textsOf({})).toHaveLength(8)
  })
  it('is what the pointers name', () => {
    expect(textsOf({ text: ['/note', '/comments/*/body'] })).toEqual(['/note', '/comments/0/body', '/comments/1/body'])
    expect(textsOf({ text: ['/a~1b~0c', '/comments/*/tags'] })).toEqual(['/comments/0/tags/0', '/a~1b~0c'])
  })
  it('is what the pointers leave', () => {
    expect(textsOf({ not_text: ['/id', '/comments/*/id', '/comments/*/tags'] })).toEqual([
      '/note',
      '/comments/0/body',
      '/comments/1/body',
      '/a~1b~0c',
    ])
    expect(textsOf({ not_text: ['/*/*/id', '/id'] })).not.toContain('/comments/0/id')
  })
})

describe('a declared route', () => {
  const route = { path: '/v1/tickets/{id}', methods: ['PUT'], format: 'json', request: {}, answer: {} }
  it('is matched whole, and forwarded as it is spelt in the configuration', () => {
    const { match } = createRoutes([...declaredFormats([route]), ...BUILT_IN])
    expect(match('/V1/Tickets/Ab-1')).toMatchObject({ path: '/v1/tickets/Ab-1', params: { id: 'Ab-1' } })
    expect(match('/x/v1/tickets/a')).toBeNull()
    expect(match('/v1/tickets/a/b')).toBeNull()
    expect(match('/v1/tickets/a')?.format.methods).toEqual(new Set(['PUT']))
  })
  it('may speak any known format', () => {
    expect([...FORMAT_NAMES].sort()).toEqual(['json', ...BUILT_IN.map(({ name }) => name)].sort())
    for (const format of FORMAT_NAMES) expect(declaredFormats([{ ...route, format }])[0]?.name).toBe(format)
  })
})
