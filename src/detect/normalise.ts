/** Names that a rule may list under `normalize`, and what each makes of a candidate. */
export const NORMALISERS = {
  'digits-only': (value: string) => value.replace(/[^0-9]+/g, ''),
  alphanumeric: (value: string) => value.replace(/[^0-9A-Za-z]+/g, ''),
  'strip-spaces': (value: string) => value.replace(/\s+/g, ''),
  upper: (value: string) => value.toUpperCase(),
  lower: (value: string) => value.toLowerCase(),
} as const satisfies Record<string, (value: string) => string>

export type NormaliserName = keyof typeof NORMALISERS

/** One function that runs the named steps in order. */
export const createNormaliser = (names: readonly NormaliserName[]): ((value: string) => string) => {
  const steps = names.map((name) => NORMALISERS[name])
  return steps.length === 1 ? steps[0]! : (value) => steps.reduce((current, step) => step(current), value)
}
