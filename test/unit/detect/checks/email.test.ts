import { describe, expect, it } from 'vitest'
import { email } from '../../../../src/detect/checks/email.js'

describe('email', () => {
  it.each([
    ['jane@corp.org', 'plain'],
    ['jane.doe@example.com', 'documentation address'],
    ["o'brien+x@mail.example.co.uk", 'signs'],
    ['jürgen@müller.de', 'international'],
    ['jane%40corp.org', 'encoded @'],
  ])('accepts %s (%s)', (value) => {
    expect(email(value)).toBe(true)
  })

  it.each([
    ['git@github.com', 'login of an SSH remote'],
    ['logo@2x.png', 'a file'],
    ['getty@tty1.service', 'a systemd unit'],
    ['.jane@corp.org', 'leading dot'],
    ['jane.@corp.org', 'trailing dot'],
    ['ja..ne@corp.org', 'double dot'],
    ['aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@corp.org', 'local part over 64'],
    [
      'a@bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb.org',
      'over 254',
    ],
    ['corp.org', 'no @'],
  ])('refuses %s (%s)', (value) => {
    expect(email(value)).toBe(false)
  })
})
