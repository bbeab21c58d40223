/** Words are shorter, keys and tokens are not. */
export const LONG_RUN = 16

/**
 * Calls with each stretch of LONG_RUN code units and more without white space, `[start,end)`. Looks back from the end of
 * each window: most of the text is never looked at.
 */
export const eachLongRun = (units: Uint16Array, length: number, onRun: (start: number, end: number) => void): void => {
  let start = 0
  while (start + LONG_RUN <= length) {
    let at = start + LONG_RUN - 1
    while (at >= start && units[at]! > 32) at -= 1
    if (at >= start) {
      start = at + 1
      continue
    }
    let end = start + LONG_RUN
    while (end < length && units[end]! > 32) end += 1
    onRun(start, end)
    start = end + 1
  }
}
