const ESCAPES = [
  [/\\f(?:\[[^\]]*\]|\(..|.)/g, ''],
  [/\\s(?:[+-]?\d{1,2})/g, ''],
  [/\\[&|^%:/,)c]/g, ''],
  [/\\\(em|\\\(en|\\\[em\]|\\\[en\]/g, '-'],
  [/\\\((?:aq|cq|oq)|\\\[aq\]/g, "'"],
  [/\\\((?:lq|rq|dq)/g, '"'],
  [/\\\(at/g, '@'],
  [/\\(?:-|\(mi|\(hy)/g, '-'],
  [/\\[ ~0]/g, ' '],
  [/\\\*?(?:\[[^\]]*\]|\(..)/g, ''],
  [/\\e/g, '\\'],
  [/\\"[^\n]*/g, ''],
]

/** Requests whose arguments are no text: comments, settings, spacing, and the macros that a page defines for itself. */
const SILENT =
  /^[.'][ \t]*(?:\\"|\\#|ds|de|ie|el|if|nr|so|ft|ad|hy|nh|sp|in|ti|ta|ne|tr|rm|als|am|do|mk|rt|ll|ps|vs|\.)/

/** What a manual page says, without the requests and escapes of its source. Enough to count words by; no typesetting. */
export const readManual = (source) => {
  const lines = []
  for (const line of source.split('\n')) {
    if (SILENT.test(line)) continue
    const text = /^[.'][ \t]*[A-Za-z]/.test(line) ? line.replace(/^[.'][ \t]*\S+[ \t]*/, '').replace(/"/g, '') : line
    lines.push(ESCAPES.reduce((result, [pattern, replacement]) => result.replace(pattern, replacement), text))
  }
  return lines.join('\n')
}
