import { isShortDateAt } from './century-date.js'
import { digitAt, isDigits } from './digits.js'
import { luhn } from './luhn.js'

/**
 * Whether thirteen digits are a South African identity number: birth date, sex, citizen, resident or refugee (0 to 2), Luhn.
 * Source: Identification Act 68 of 1997; Department of Home Affairs (dha.gov.za).
 */
export const zaId = (value: string): boolean =>
  isDigits(value, 13) && isShortDateAt(value, 0) && digitAt(value, 10) <= 2 && luhn(value)

/** Whether ten digits are a South African tax reference: first digit 0, 1, 2, 3 or 9, Luhn. Source: sars.gov.za. */
export const zaTin = (value: string): boolean =>
  isDigits(value, 10) && '01239'.includes(value.charAt(0)) && value !== '0000000000' && luhn(value)
