import { spawn } from 'node:child_process'

/** Runs Node with these arguments in folder `cwd`, hands signals on, and resolves to the exit code. */
export const runNode = (args, cwd) =>
  new Promise((resolve) => {
    const child = spawn(process.execPath, args, { cwd, stdio: 'inherit' })
    const forward = (signal) => {
      // Ctrl-C reaches the whole foreground group: handed on, it would arrive twice.
      if (signal !== 'SIGINT' || process.stdin.isTTY !== true) child.kill(signal)
    }
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, forward)
    child.on('error', () => resolve(1))
    // A shell reports an end by signal as 128 + number; SIGTERM and SIGINT are the ones that matter here.
    child.on('close', (code, signal) => resolve(code ?? (signal === 'SIGINT' ? 130 : 143)))
  })
