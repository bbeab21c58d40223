import { describe, expect, it } from 'vitest'
import { strayArguments } from '../../../src/commands/stray-arguments.js'

const known = { flags: ['--help', '--port', '--upstream', '--config'], commands: ['serve', 'check', 'scan'] }
const messages = (...args: string[]) => strayArguments(args, known).map(({ path, message }) => `${path}: ${message}`)

describe('strayArguments', () => {
  it('names unknown flags and the nearest valid ones, all at once', () => {
    expect(messages('--prot', '80', '--upstraem=http://x', '--zzzzzz')).toEqual([
      '--prot: unknown flag; did you mean "--port"?',
      '--upstraem: unknown flag; did you mean "--upstream"?',
      '--zzzzzz: unknown flag',
    ])
  })

  it('names a command that was misspelt', () => {
    expect(messages('chekc')).toEqual(['argument 1: unexpected argument; did you mean "check"?'])
  })

  it('never quotes an argument that is not a flag', () => {
    expect(messages('jane.doe@example.com').join()).not.toContain('jane')
  })

  it('finds nothing wrong with no arguments', () => {
    expect(messages()).toEqual([])
  })
})
