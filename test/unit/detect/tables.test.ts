import { describe, expect, it } from 'vitest'
import { createFindHeading } from '../../../src/detect/tables.js'

const headingOf = (marked: string): string | null => {
  const at = marked.indexOf('[1]')
  const found = createFindHeading(marked)(at)
  return found === null ? null : marked.slice(found.start, found.end)
}

describe('createFindHeading', () => {
  it.each([
    ['a first line', 'ssn,name\n[1],Jane', 'ssn'],
    ['the last of four lines of prose', 'a\nb\nc\nname;ssn\nJane;[1]', 'ssn'],
    ['a block behind an empty line', 'dear all\n\nname,ssn\nJane,[1]', 'ssn'],
    ['a block behind three line breaks', 'dear all\n\n\nname,ssn\nJane,[1]', 'ssn'],
    ['a heading far above', `name,ssn\n${'Joe,2\n'.repeat(500)}Jane,[1]`, 'ssn'],
  ])('finds the heading in %s', (_, text, heading) => {
    expect(headingOf(text)).toBe(heading)
  })

  it.each([
    ['a single line', 'name,ssn,[1]'],
    ['a heading behind five lines', 'a\nb\nc\nd\nname;ssn\nJane;[1]'],
    ['a block of its own', 'name,ssn\n\nJane,[1]'],
    ['a line that is too long for a row', `name,ssn\n${'J'.repeat(2000)},[1]`],
    ['a heading line that is too long', `name,${' '.repeat(2000)}ssn\nJane,[1]`],
  ])('finds none in %s', (_, text) => {
    expect(headingOf(text)).toBeNull()
  })

  it('reads a line once, whatever number of places in it are asked for', () => {
    const row = Array.from({ length: 300 }, (_, column) => `c${column}`).join(',')
    const text = `${row}\n${row}\n`.repeat(200)
    const findHeading = createFindHeading(text)
    const started = performance.now()
    for (let times = 0; times < 20; times += 1)
      for (let at = row.length + 1; at < text.length; at += 40) findHeading(at)
    expect(performance.now() - started).toBeLessThan(2000)
  })
})
