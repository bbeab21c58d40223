import { isOneCharacter } from '../digits.js'
import { isDrawnPassword } from './strong-password.js'

/** Words that stand where a secret belongs: what documentation prints, never a value that opens something. Lower case. */
const STAND_INS = new Set(
  `password passwd pass pwd secret token key apikey api_key api-key string str text char varchar number none null nil undefined true
  false required optional example sample test demo dummy todo tbd changeme change_me change-me replace_me replaceme placeholder
  redacted hidden masked removed empty default user username admin root login value input field prompt env env_var
  your_password yourpassword your-password mypassword my_password my-password your_token your_api_key your-api-key yourapikey
  your_secret your-secret mysecret my_secret my-secret incorrect wrong invalid expired missing reset forgotten confirm
  is are was and or the for to with not must should can will has have may`.split(/\s+/),
)

/** Beginnings and signs of references, templates and calls. */
const REFERENCE =
  /^[$%<{[(&*@!]|^(?:process|os|env|config|settings|secrets?|self|this|req|request|params?|args?|options|opts|data|body|form|props|ctx|var|local|vault|ref|arn|http|https|file|sys|getenv|input|new)[.:([]|[({<>}]|\.\.\.|…|::|=>|->|\]\s*$/i
/** A word, or words in camelCase, snake or dots, with no digit or sign: the name of something. */
const IDENTIFIER = /^(?:[a-z]+(?:[A-Z][a-z]+)+|[A-Za-z]+(?:[_.-][A-Za-z]+)+|[A-Z][a-z]+(?:[A-Z][a-z]+)*\??)$/
/** A selector of a style sheet, a path, an option of a command, a piece of a program that a quote cut off. */
const CODE = /^--|^[#.][A-Za-z][\w-]*$|^[/,.\\'"]|^[\w-]+\/[\w-]+[/#]|\$_|[[\]]|^&\w+;/
const BLANK = /^(?:[x*•.#_-]+|(?:x+-?)+|0+|0x[0-9a-f]+|1234|12345)$/i
/** What a synopsis prints where a value goes: `--password=DB_PASSWORD`. */
const METAVARIABLE = /^[A-Z]{2,}(?:_[A-Z]{2,})+$/
const YOURS = /^(?:your|my|the|some|an?|insert|enter|put|add|replace|change)[-_ ]/i

/**
 * Whether `value`, found where a secret is expected, is only a stand-in: a word such as `changeme`, crosses or stars, a
 * variable, a template, a call. Source: forms of references of shells, templates and languages; own observation.
 */
export const isStandIn = (value: string): boolean =>
  STAND_INS.has(value.toLowerCase()) || [REFERENCE, BLANK, METAVARIABLE, YOURS].some((form) => form.test(value))

/** Whether a password-like value is no stand-in. */
export const secretValue = (value: string): boolean =>
  value.length >= 3 && /[^\s\p{Cc}]/u.test(value) && !isOneCharacter(value) && !isStandIn(value)

/**
 * The same where any name of a program may stand in its place: the value has a digit or a sign, and is no identifier. What
 * a generator drew may begin with the sign of a variable or hold a bracket.
 */
export const secretLiteral = (value: string): boolean =>
  isDrawnPassword(value) ||
  (secretValue(value) && !IDENTIFIER.test(value) && !CODE.test(value) && /[^A-Za-z]/.test(value))

/** Whether a bearer token is one: it has a digit and a letter, and is no stand-in or name. Source: RFC 6750 section 2.1. */
export const bearerToken = (value: string): boolean =>
  /\d/.test(value) && /[A-Za-z]/.test(value) && secretLiteral(value)
