import type { Output } from './shell.js'

const WIDTH = 24
const EVERY_MS = 100

const draw = (done: number, total: number): string => {
  const share = Math.min(1, done / total)
  const full = Math.round(share * WIDTH)
  return `[${'█'.repeat(full)}${'░'.repeat(WIDTH - full)}] ${String(Math.floor(share * 100)).padStart(3)} %`
}

/**
 * A progress line on a terminal: a bar where the total is known, and a count of lines (or of another `unit`). Writes nothing elsewhere.
 * `now` is a clock in milliseconds.
 */
export const createProgress = (
  output: Output,
  {
    totalBytes,
    now,
    unit = 'lines',
  }: { readonly totalBytes: number | null; readonly now: () => number; readonly unit?: string },
) => {
  const started = now()
  let drawnAt = Number.NEGATIVE_INFINITY
  const show = (bytes: number, lines: number): void => {
    const seconds = Math.max(0.001, (now() - started) / 1000)
    const bar = totalBytes === null || totalBytes === 0 ? '' : `${draw(bytes, totalBytes)}  `
    output.write(`\r\x1b[2K${bar}${lines} ${unit}, ${Math.round(lines / seconds)}/s`)
  }
  return {
    update: (bytes: number, lines: number): void => {
      if (output.isTTY !== true || now() - drawnAt < EVERY_MS) return
      drawnAt = now()
      show(bytes, lines)
    },
    finish: (): void => {
      if (output.isTTY === true) output.write('\r\x1b[2K')
    },
  }
}
