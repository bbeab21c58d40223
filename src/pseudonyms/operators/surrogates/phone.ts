import type { Dice } from '../dice.js'
import { type MakeSurrogate, pour, randomDigits } from './maker.js'

/** Numbers that a country keeps for film and print: national number without its trunk prefix; `x` is a free digit. */
type Plan = { readonly code: string; readonly trunk: string; readonly numbers: readonly string[] }

const PLANS: Readonly<Record<string, Plan>> = {
  // NANPA: 555-0100 to 555-0199 in every area code.
  US: { code: '1', trunk: '', numbers: ['20255501xx', '30355501xx', '41555501xx', '51255501xx', '61755501xx'] },
  // Ofcom, "Telephone numbers for use in TV and radio drama programmes".
  GB: { code: '44', trunk: '0', numbers: ['7700900xxx', '2079460xxx'] },
  // ARCEP decision 2018-0881, numbers for audiovisual works.
  FR: { code: '33', trunk: '0', numbers: ['63998xxxx', '19900xxxx'] },
  // Bundesnetzagentur, "Drama numbers".
  DE: { code: '49', trunk: '0', numbers: ['3023125xxx', '171392000x'] },
  // ACMA, "Phone numbers for use in TV shows, films and creative works".
  AU: { code: '61', trunk: '0', numbers: ['25550xxxx', '27010xxxx'] },
  // PTS, "Telefonnummer för användning i böcker och filmer".
  SE: { code: '46', trunk: '0', numbers: ['8465004xx'] },
}
/** Countries that share a plan. */
const SHARED: Readonly<Record<string, string>> = { CA: 'US' }

const planFor = (value: string, region: string): Plan | undefined => {
  const digits = value.replace(/[^0-9]/g, '').replace(/^00/, '')
  if (/^\s*(?:\+|00)/.test(value)) return Object.values(PLANS).find(({ code }) => digits.startsWith(code))
  return PLANS[SHARED[region] ?? region]
}

const fill = (shape: string, dice: Dice): string => shape.replace(/x/g, () => randomDigits(1, dice))

/** A number that its country keeps for fiction, written as the value is; null for countries that keep none. */
export const makePhone: MakeSurrogate = ({ value, region }, dice) => {
  const plan = planFor(value, region)
  if (plan === undefined) return null
  const isInternational = /^\s*(?:\+|00)/.test(value)
  const numbers = plan.numbers.map((shape) => fill(shape, dice))
  const first = dice.roll(numbers.length)
  const hasTrunk = plan.trunk !== '' && value.replace(/[^0-9]/g, '').startsWith(plan.trunk)
  const prefix = isInternational ? plan.code : hasTrunk ? plan.trunk : ''
  for (let at = 0; at < numbers.length; at += 1) {
    const poured = pour(value, prefix + numbers[(first + at) % numbers.length]!)
    if (poured !== null) return poured
  }
  return isInternational ? `+${plan.code} ${numbers[first]}` : `${plan.trunk}${numbers[first]}`
}
