import { describe, expect, it } from 'vitest'
import { username } from '../../../../src/detect/checks/username.js'

describe('username', () => {
  it.each(['mara.kestrel_77', 'mkestrel', '@MaraKestrel', 'kestrel.m', 'mara.q.kestrel', 'Hedwig'])(
    'accepts %s',
    (value) => {
      expect(username(value)).toBe(true)
    },
  )

  it.each([
    ['await', 'a keyword'],
    ['String', 'a type'],
    ['DB_USERNAME', 'a stand-in of a synopsis'],
    ['your-name', 'a stand-in of a manual'],
    ['req.user', 'a member'],
    ['a.metadata.userId', 'a field'],
    ['row.metadata.name', 'a field'],
    ['session.loginName', 'a field'],
    ['@deprecated', 'a tag'],
    ['@__PURE__', 'a mark for a bundler'],
  ])('refuses %s (%s)', (value) => {
    expect(username(value)).toBe(false)
  })
})
