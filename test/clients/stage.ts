import { expect } from 'vitest'
import { startGateway, type TestGateway } from '../support/gateway.js'
import { startUpstream, type TestUpstream } from '../support/upstream.js'
import { PLANTED, STEPS, type Step } from './agent-task.js'
import { playScript } from './scripted-model.js'

export type Stage = {
  readonly gateway: TestGateway
  readonly upstream: TestUpstream
  /** From here on the model follows the script; what was recorded is forgotten. */
  readonly begin: (steps?: readonly Step[]) => void
  readonly close: () => Promise<void>
}

/** A gateway before a scripted model, with the rules that every country shares. */
export const startStage = async (over: Parameters<typeof startGateway>[1] = {}): Promise<Stage> => {
  const upstream = await startUpstream()
  const gateway = await startGateway(upstream.url, { rules: 'rules/core', ...over })
  return {
    gateway,
    upstream,
    begin: (steps = STEPS) => {
      upstream.requests.length = 0
      upstream.answer(playScript(steps))
    },
    close: async () => {
      await gateway.close()
      await upstream.close()
    },
  }
}

/** The upstream was asked `requests` times, and saw none of the planted values. */
export const expectNothingLeaked = ({ upstream }: Stage, requests: number): void => {
  expect(upstream.requests).toHaveLength(requests)
  const wire = Buffer.concat(upstream.requests.map(({ raw }) => raw)).toString()
  for (const value of PLANTED) expect(wire).not.toContain(value)
  expect(wire).toContain('<EMAIL_1>')
}
