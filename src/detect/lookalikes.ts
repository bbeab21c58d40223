import { type Copy, createCopyBuilder } from './copy.js'

/** Letters of other scripts that look like ASCII. Source: Unicode Technical Standard 39, the file confusables.txt. */
const PAIRS =
  'аaеeоoрpсcуyхxіiјjѕsԁdԛqԝwһhӏlАAВBЕEКKМMНHОOРPСCТTУYХXЅSІIЈJԌGԚQԜWοoνvρpΑAΒBΕEΖZΗHΙIΚKΜMΝNΟOΡPΤTΥYΧXіiϳjⅼlⅰiℓlոnօoսu'
const PLAIN = new Map<string, string>()
for (let at = 0; at + 1 < PAIRS.length; at += 2) PLAIN.set(PAIRS[at]!, PAIRS[at + 1]!)
for (let digit = 1; digit <= 9; digit += 1) PLAIN.set(String.fromCharCode(0x245f + digit), String(digit))
PLAIN.set('⓪', '0')
for (let letter = 0; letter < 26; letter += 1) {
  PLAIN.set(String.fromCharCode(0x24b6 + letter), String.fromCharCode(65 + letter))
  PLAIN.set(String.fromCharCode(0x24d0 + letter), String.fromCharCode(97 + letter))
}

const CLASS = [...PLAIN.keys()].join('')
/** A look-alike beside ASCII, in RE2 syntax. */
export const LOOKALIKE_TRIGGER = `[${CLASS}][A-Za-z0-9@]|[A-Za-z0-9@.][${CLASS}]`
const ANY = new RegExp(`[${CLASS}]`)
/** Runs of look-alikes and of what an address or a number is written with. */
const TOKEN = new RegExp(`[${CLASS}A-Za-z0-9@._%+-]+`, 'g')
const ASCII = /[A-Za-z0-9@]/
const OTHER_LETTER = /\p{L}/u

/**
 * The copy of a text in which letters that only look like ASCII are ASCII, or null. Only in words that hold both: a word
 * all of Cyrillic or Greek is one of that language. Linear.
 */
export const foldLookalikes = (text: string): Copy | null => {
  if (!ANY.test(text)) return null
  const builder = createCopyBuilder(text)
  for (const { 0: token, index } of text.matchAll(TOKEN)) {
    const isPart = OTHER_LETTER.test(text[index - 1] ?? '') || OTHER_LETTER.test(text[index + token.length] ?? '')
    if (isPart || !ASCII.test(token) || !ANY.test(token)) continue
    for (let at = 0; at < token.length; at += 1) {
      const plain = PLAIN.get(token[at]!)
      if (plain !== undefined) builder.replace(index + at, index + at + 1, plain)
    }
  }
  return builder.finish()
}
