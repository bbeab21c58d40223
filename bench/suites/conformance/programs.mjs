import { spawn } from 'node:child_process'

/** Runs a program to its end, at most `timeoutMs` long; returns its exit code and all that it wrote. */
export const runProgram = (program, args, { env = {}, cwd, timeoutMs = 600_000 } = {}) =>
  new Promise((resolve, reject) => {
    const child = spawn(program, args.map(String), { cwd, env: { ...process.env, ...env } })
    const timer = setTimeout(() => child.kill('SIGKILL'), timeoutMs)
    let output = ''
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk) => {
        output += chunk
      })
    child.once('error', reject)
    child.once('close', (code) => {
      clearTimeout(timer)
      resolve({ code, output })
    })
  })
