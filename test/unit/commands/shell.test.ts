import { describe, expect, it } from 'vitest'
import { createPaint, formatIssue, printIssues } from '../../../src/commands/shell.js'
import { fakeShell } from './fake-shell.js'

describe('formatIssue', () => {
  it.each([
    [{ file: 'a.yaml', line: 3, path: 'port', message: 'is bad' }, 'a.yaml:3 port: is bad'],
    [{ file: 'environment', line: 0, path: 'COATCHECK_X', message: 'is bad' }, 'environment COATCHECK_X: is bad'],
    [{ file: 'a.yaml', line: 0, path: '', message: 'cannot be read' }, 'a.yaml: cannot be read'],
    [{ file: '', line: 0, path: 'engine', message: 'is missing' }, 'engine: is missing'],
  ])('writes %j as file, line, path and message', (issue, line) => {
    expect(formatIssue(issue)).toBe(line)
  })
})

describe('printIssues', () => {
  it('writes one line for each to stderr', () => {
    const { shell, written } = fakeShell()
    printIssues(
      [1, 2].map((line) => ({ file: 'f', line, path: 'p', message: 'm' })),
      shell,
    )
    expect(written).toEqual({ out: '', err: 'f:1 p: m\nf:2 p: m\n' })
  })
})

describe('createPaint', () => {
  it('colours on a terminal only, and never with NO_COLOR', () => {
    const { shell } = fakeShell({ isTTY: true })
    expect(createPaint(shell.stdout, {})('red', 'x')).toBe('\x1b[31mx\x1b[0m')
    expect(createPaint(shell.stdout, { NO_COLOR: '1' })('red', 'x')).toBe('x')
    expect(createPaint(fakeShell().shell.stdout, {})('red', 'x')).toBe('x')
  })
})
