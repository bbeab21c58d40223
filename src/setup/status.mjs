/** A line that says what is going on and for how long: a spinner on a terminal, a plain line now and then elsewhere. */
const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏']
const FRAME_MS = 100
const PLAIN_MS = 15_000

/** Starts the line; `end(succeeded)` closes it. */
export const createStatus = (label, output = process.stderr) => {
  const started = Date.now()
  const seconds = () => Math.round((Date.now() - started) / 1000)
  const isTerminal = output.isTTY === true
  let frame = 0
  if (!isTerminal) output.write(`${label} ...\n`)
  const timer = setInterval(
    () => {
      frame += 1
      if (isTerminal) output.write(`\r\x1b[2K${FRAMES[frame % FRAMES.length]} ${label}  ${seconds()} s`)
      else output.write(`${label} ... ${seconds()} s\n`)
    },
    isTerminal ? FRAME_MS : PLAIN_MS,
  )
  return {
    end: (succeeded) => {
      clearInterval(timer)
      const outcome = `${succeeded ? '✔' : '✘'} ${label}  ${seconds()} s\n`
      output.write(isTerminal ? `\r\x1b[2K${outcome}` : outcome)
    },
  }
}
