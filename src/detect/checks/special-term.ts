/** What a form shows where no answer is, and what a program shows where a type is. Lower case. */
const NO_ANSWER = new Set(
  `string str text varchar char number int integer boolean bool enum null none undefined unknown required optional not stated not given
  n/a na other prefer not to say select choose any all field value type label true false default`.split(/\s+/),
)

/** Whether the answer in a field about religion, health or the like is one: neither a type nor a blank. Source: GDPR article 9 (1). */
export const specialTerm = (value: string): boolean =>
  value.length >= 2 &&
  /^\p{L}[\p{L} -]*$/u.test(value) &&
  !NO_ANSWER.has(value.toLowerCase().split(' ')[0]!) &&
  !/^(\p{L})\1+$/u.test(value)
