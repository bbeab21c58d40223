import { describe, expect, it } from 'vitest'
import { createRestorerSource } from '../../../src/pseudonyms/restore.js'

const restore = (text: string, pieceBytes: number): string => {
  const source = createRestorerSource(
    { values: new Map([['EMAIL_1', 'jane@corp.example']]) },
    { urls: 'named', isHostNamed: () => false },
  )
  const restorer = source.open({ depth: 1, bare: true })
  let out = ''
  // Cut in raw text: `\n` and the fences themselves come in pieces too.
  for (let at = 0; at < text.length; at += pieceBytes) out += restorer.push(text.slice(at, at + pieceBytes), false)
  return out + restorer.push('', true)
}

/** `+` stands for a bare token that is restored, `-` for one that stays. */
const CASES = [
  ['a fenced block', '+\n```js\n-\n```\n+'],
  ['tildes', '~~~\n-\n~~~\n+'],
  ['a longer closing fence', '```\n-\n`````\n+'],
  ['a shorter run inside', '````\n```\n-\n````\n+'],
  ['the other mark inside', '```\n~~~\n-\n```\n+'],
  ['a fence with text behind it, which closes nothing', '```\n``` x\n-\n```\n+'],
  ['an indented fence in a list', '- item\n\n    ```\n    -\n    ```\n+'],
  ['a fence in a list mark', '1. ```\n   -\n   ```\n+'],
  ['a fence in a quotation', '> ```\n> -\n> ```\n+'],
  ['inline code', 'use ``` - ``` and +'.replace('-', '+')],
  ['inline code at the line start', '```x``` +'],
  ['two backticks', '``\n+'],
  ['an open block at the end', '```\n- and -'],
  ['the info string', '``` -\n-\n```\n+'],
] as const

const fill = (pattern: string, kept: string): string =>
  pattern
    .replace(/(?<!^)(?<=[\s>])-(?!\s*item)/g, kept)
    .replaceAll('+', 'EMAIL_1')
    .replaceAll('\n', '\\n')

describe('bare tokens and code fences', () => {
  it.each(CASES)('respects %s', (_, pattern) => {
    const text = fill(pattern, 'EMAIL_1')
    const expected = fill(pattern, 'STAYS').replaceAll('EMAIL_1', 'jane@corp.example').replaceAll('STAYS', 'EMAIL_1')
    for (const pieceBytes of [1, 2, 3, text.length]) expect(restore(text, pieceBytes)).toBe(expected)
  })

  it('restores delimited tokens in a fenced block', () => {
    expect(restore('```\\n<EMAIL_1>\\n```', 1)).toBe('```\\njane@corp.example\\n```')
  })
})
