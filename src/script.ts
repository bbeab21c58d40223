/**
 * A letter of a script that is written without spaces (Unicode Standard Annex 29, section 4, leaves these to dictionaries):
 * a word cannot be told from its neighbours there, so that such a letter beside a value does not make the value part of a
 * longer word.
 */
export const UNSPACED = /[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Hang}\p{sc=Thai}\p{sc=Laoo}\p{sc=Khmr}\p{sc=Mymr}]/u
