import { changes, wordShare } from './entropy.js'

const MIN_LENGTH = 8
/** Signs that forms ask for and that neither words nor versions nor paths hold. */
const SIGN = /.[!#$%^&*~]/
/** `issue#12345`, `%20`, `a://b`, `name=value`: signs that are not a password's. */
const OTHER_USE = /^[A-Z]?[a-z]+#\d+$|%[0-9A-Fa-f]{2}|:\/\/|=./
/** A call, a template, a tag: brackets that close. */
const CLOSED = /\(.*\)|\{.*\}|<.*>|\[.*\]/
/** Changes of kind among as many characters, and the most that words may hold of it, in what a generator drew. */
const DRAWN_CHANGES_PER_CHARACTER = 0.4
const DRAWN_WORD_SHARE = 0.4
const MIN_DRAWN_LENGTH = 10

/** Whether a value looks like what a password generator draws: short runs of digits, both cases, and signs; no closed brackets. */
export const isDrawnPassword = (value: string): boolean =>
  value.length >= MIN_DRAWN_LENGTH &&
  /\d/.test(value) &&
  /[a-z]/.test(value) &&
  /[A-Z]/.test(value) &&
  /[^A-Za-z0-9_.-]/.test(value) &&
  !CLOSED.test(value) &&
  !OTHER_USE.test(value) &&
  changes(value) >= value.length * DRAWN_CHANGES_PER_CHARACTER &&
  wordShare(value) < DRAWN_WORD_SHARE

/**
 * Whether a word beside "password", with nothing between them that says so, is one: a letter, a digit, and a sign or the
 * frequent changes of what was drawn. Source: the composition rules of OWASP's authentication cheat sheet.
 */
export const strongPassword = (value: string): boolean =>
  value.length >= MIN_LENGTH &&
  /\d/.test(value) &&
  /[A-Za-z]/.test(value) &&
  !CLOSED.test(value) &&
  !OTHER_USE.test(value) &&
  (SIGN.test(value) || (changes(value) >= value.length / 2 && wordShare(value) < DRAWN_WORD_SHARE))
