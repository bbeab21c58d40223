import type { Section } from './trial.js'

/** What a verification found. `isHeld` is false when anything that was tried failed, or nothing was. */
export type Report = {
  readonly target: string
  readonly digest: string
  readonly engine: string
  readonly policy: string
  readonly isHeld: boolean
  readonly tried: number
  readonly seconds: number
  readonly sections: readonly Section[]
}

type Paint = (style: 'bold' | 'dim' | 'red' | 'green' | 'yellow', text: string) => string

const MAX_SHOWN = 10
const MARGIN = '           '

const sectionLines = ({ title, tried, failures, notes, skipped }: Section, paint: Paint): string[] => {
  if (skipped !== null) return [`${paint('yellow', 'not tried')}  ${title}`, paint('dim', `${MARGIN}${skipped}`)]
  const isHeld = failures.length === 0
  const head = isHeld ? paint('green', 'held     ') : paint('red', 'FAILED   ')
  const count = isHeld ? `${tried} tried` : `${failures.length} of ${tried} failed`
  const shown = failures.slice(0, MAX_SHOWN).map(({ where, what }) => `${MARGIN}${paint('red', where)}: ${what}`)
  const more =
    failures.length > MAX_SHOWN ? [`${MARGIN}and ${failures.length - MAX_SHOWN} more (--json lists all)`] : []
  return [
    `${head}  ${paint('bold', title)}  ${count}`,
    ...notes.map((note) => paint('dim', MARGIN + note)),
    ...shown,
    ...more,
  ]
}

/** The report for people. It holds ids, places and counts, never a value. */
export const reportText = (report: Report, paint: Paint): string => {
  const { target, digest, engine, policy, isHeld, tried, seconds, sections } = report
  const failed = sections.reduce((sum, { failures }) => sum + failures.length, 0)
  const untried = sections.filter(({ skipped }) => skipped !== null).length
  const rest = untried === 0 ? '' : ` ${untried} ${untried === 1 ? 'section was' : 'sections were'} not tried.`
  const verdict = isHeld
    ? paint('green', `The boundary held in all ${tried} trials.`)
    : paint('red', `The boundary did NOT hold: ${failed} of ${tried} trials failed.`)
  return [
    `${paint('bold', target)}  policy ${policy}, ${engine}`,
    paint('dim', digest),
    '',
    ...sections.flatMap((section) => sectionLines(section, paint)),
    '',
    `${verdict}${rest} ${seconds.toFixed(1)} s`,
    '',
  ].join('\n')
}
