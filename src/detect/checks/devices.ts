import { digitAt, isDigits, isOneCharacter, numberAt } from './digits.js'
import { luhn } from './luhn.js'

/**
 * Whether 15 digits are an IMEI: a Reporting Body Identifier in use (01, 10, 30 to 99) or a test one (00), and Luhn.
 * Source: 3GPP TS 23.003 section 6.2.1 and annex B; GSMA TS.06.
 */
export const imei = (value: string): boolean => isDigits(value, 15) && !isOneCharacter(value) && luhn(value)

/** Luhn's check in base 16: every second digit from the right doubled and its two digits added. */
const luhn16 = (value: string): boolean => {
  let sum = 0
  for (let i = value.length - 1, isDoubled = false; i >= 0; i--, isDoubled = !isDoubled) {
    const digit = Number.parseInt(value.charAt(i), 16)
    const weighted = isDoubled ? digit * 2 : digit
    sum += (weighted >> 4) + (weighted & 15)
  }
  return sum % 16 === 0
}

/**
 * Whether `value` is a MEID with its check digit: 15 hexadecimal digits, regional code A0 to FF, Luhn in base 16.
 * Source: 3GPP2 X.S0008, section 6.2; C.S0072.
 */
export const meid = (value: string): boolean =>
  /^[A-Fa-f][0-9A-Fa-f]{14}$/.test(value) && !isOneCharacter(value) && luhn16(value)

/** Whether `value` is an ICCID: telecom prefix 89, 19 or 20 digits (18 with no check digit are not), Luhn. Source: ITU-T E.118. */
export const iccid = (value: string): boolean =>
  (isDigits(value, 19) || isDigits(value, 20)) && value.startsWith('89') && luhn(value)

/** Mobile country codes in use, as ranges. Source: ITU-T E.212, annex to Operational Bulletin 1162. */
const MOBILE_COUNTRIES: readonly (readonly [number, number])[] = [
  [202, 206],
  [208, 208],
  [212, 214],
  [216, 216],
  [218, 222],
  [225, 226],
  [228, 228],
  [230, 232],
  [234, 235],
  [238, 238],
  [240, 240],
  [242, 242],
  [244, 244],
  [246, 248],
  [250, 250],
  [255, 255],
  [257, 257],
  [259, 260],
  [262, 262],
  [266, 268],
  [270, 270],
  [272, 272],
  [274, 274],
  [276, 276],
  [278, 278],
  [280, 280],
  [282, 284],
  [286, 286],
  [288, 290],
  [292, 295],
  [297, 297],
  [302, 302],
  [308, 308],
  [310, 316],
  [330, 330],
  [332, 332],
  [334, 334],
  [338, 338],
  [340, 340],
  [342, 342],
  [344, 344],
  [346, 346],
  [348, 348],
  [350, 350],
  [352, 352],
  [354, 354],
  [356, 356],
  [358, 358],
  [360, 360],
  [362, 366],
  [368, 368],
  [370, 370],
  [372, 372],
  [374, 374],
  [376, 376],
  [400, 402],
  [404, 406],
  [410, 410],
  [412, 420],
  [421, 422],
  [424, 432],
  [434, 438],
  [440, 441],
  [450, 450],
  [452, 452],
  [454, 457],
  [460, 461],
  [466, 467],
  [470, 470],
  [472, 472],
  [502, 502],
  [505, 505],
  [510, 510],
  [514, 515],
  [520, 520],
  [525, 525],
  [528, 528],
  [530, 530],
  [536, 537],
  [539, 555],
  [602, 659],
  [702, 702],
  [704, 704],
  [706, 706],
  [708, 708],
  [710, 710],
  [712, 712],
  [714, 714],
  [716, 716],
  [722, 722],
  [724, 724],
  [730, 730],
  [732, 732],
  [734, 734],
  [736, 736],
  [738, 738],
  [740, 740],
  [744, 744],
  [746, 746],
  [748, 748],
  [750, 750],
  [901, 901],
]

/** Whether 14 or 15 digits begin with a mobile country code in use: an IMSI. No check digit. Source: ITU-T E.212. */
export const imsi = (value: string): boolean => {
  if (!isDigits(value, 15) && !isDigits(value, 14)) return false
  const country = numberAt(value, 0, 3)
  return digitAt(value, 0) > 1 && MOBILE_COUNTRIES.some(([from, to]) => country >= from && country <= to)
}
