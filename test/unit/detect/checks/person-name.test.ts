import { describe, expect, it } from 'vitest'
import { personName } from '../../../../src/detect/checks/person-name.js'

describe('personName', () => {
  it.each([
    ['Jane Doe', 'two words'],
    ['pieter bovenkamp', 'small letters'],
    ['Ortega y Gasset', 'particle that is a word'],
    ['Jan van den Berg', 'particles'],
    ['Martin Luther King Jr.', 'four words'],
  ])('accepts %s (%s)', (value) => {
    expect(personName(value)).toBe(true)
  })

  it.each([
    ['the list', 'an article'],
    ['Hiring Manager', 'an addressee'],
    ['Acme Corporation', 'a company'],
    ['Senior Developer', 'a job'],
    ['Hello Jane', 'a greeting'],
    ['spelled wrong', 'about the name'],
    ['y', 'a particle alone'],
    ['J', 'one letter'],
    ['A B C D E F G H', 'eight words'],
  ])('refuses %s (%s)', (value) => {
    expect(personName(value)).toBe(false)
  })
})
