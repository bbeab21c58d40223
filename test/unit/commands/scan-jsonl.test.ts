import { Readable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { createLineScanner, scanJsonl } from '../../../src/commands/scan-jsonl.js'
import type { Span } from '../../../src/types.js'
import { fakeShell } from './fake-shell.js'

/** Finds every word in capitals: enough to see offsets, labels and order. */
const findCapitals = (text: string): Span[] =>
  [...text.matchAll(/[A-Z]{3,}/g)].map(({ index, 0: word }) => ({
    rule: 'test-capitals',
    entity: 'US_SSN',
    start: index,
    end: index + word.length,
    score: 3,
    operator: 'pseudonymise',
  }))

const scanLine = createLineScanner(findCapitals, (entity) => (entity === 'US_SSN' ? 'SSN' : entity))

const run = async (chunks: readonly (string | Buffer)[]) => {
  const { shell, written } = fakeShell()
  const badLines: number[] = []
  const seen: number[][] = []
  const result = await scanJsonl({
    input: Readable.from(chunks.map((chunk) => Buffer.from(chunk))),
    output: shell.stdout,
    scanLine,
    onBadLine: (line) => badLines.push(line),
    onProgress: (bytes, lines) => seen.push([bytes, lines]),
  })
  return { ...result, badLines, seen, lines: written.out.split('\n').slice(0, -1) }
}

describe('createLineScanner', () => {
  it('gives offsets in code points, the label, the score as a fraction and the rule', () => {
    expect(JSON.parse(scanLine(JSON.stringify({ id: 7, text: 'é😀 ABC 😀😀 XYZ' })) ?? '')).toEqual({
      id: 7,
      spans: [
        { s: 3, e: 6, label: 'SSN', score: 0.75, rule: 'test-capitals' },
        { s: 10, e: 13, label: 'SSN', score: 0.75, rule: 'test-capitals' },
      ],
    })
  })

  it.each(['', '{', 'null', '[]', '{"id":"a"}', '{"text":"x"}', '{"id":"a","text":4}', '{"id":{},"text":"x"}'])(
    'has no answer for the bad line %j',
    (line) => {
      expect(scanLine(line)).toBeNull()
    },
  )
})

describe('scanJsonl', () => {
  const lines = ['{"id":"a","text":"😀 ABC"}', '{"id":"b","text":"none"}', '{"id":"c","text":"XYZ"}']
  const bytes = Buffer.from(lines.join('\n'))

  it('writes one line for each, in order, wherever the input is cut', async () => {
    const whole = await run([bytes])
    expect(whole.lines.map((line) => JSON.parse(line).id)).toEqual(['a', 'b', 'c'])
    for (let cut = 0; cut <= bytes.length; cut += 1) {
      const { lines: written } = await run([bytes.subarray(0, cut), bytes.subarray(cut)])
      expect(written).toEqual(whole.lines)
    }
  })

  it('counts no line after a final newline, and takes Windows line ends', async () => {
    const result = await run([`${lines.join('\r\n')}\r\n`])
    expect([result.lines.length, result.bad]).toEqual([3, 0])
  })

  it('goes on after a bad line, names it and keeps its place', async () => {
    const result = await run([`${lines[0]}\nnot json\n\n${lines[2]}\n`])
    expect(result.badLines).toEqual([2, 3])
    expect(result.lines.map((line) => JSON.parse(line).id)).toEqual(['a', null, null, 'c'])
  })

  it('writes nothing for an empty input', async () => {
    expect(await run([])).toMatchObject({ lines: [], bad: 0 })
  })

  it('waits for a slow reader', async () => {
    let resumed = false
    const output = {
      write: () => resumed,
      once: (_: 'drain', listener: () => void) => {
        setTimeout(() => {
          resumed = true
          listener()
        }, 5)
      },
    }
    const input = Readable.from([Buffer.from(`${lines[0]}\n`), Buffer.from(`${lines[1]}\n`)])
    await scanJsonl({ input, output, scanLine, onBadLine: () => {}, onProgress: () => {} })
    expect(resumed).toBe(true)
  })
})
