import { isOneCharacter } from './digits.js'
import { luhn } from './luhn.js'

/**
 * Whether eleven digits are a Dominican cédula: Luhn. Some hundred old numbers fail it and are known by their context only.
 * Source: Junta Central Electoral (jce.gob.do); es.wikipedia Cédula_de_identidad_y_electoral.
 */
export const doCedula = (value: string): boolean => value.length === 11 && !isOneCharacter(value) && luhn(value)
