import { inPan } from './in.js'
import { luhn } from './luhn.js'

const LAST_STATE = 38
/** "Other territory" and the centre's own jurisdiction. */
const OTHER_TERRITORIES = new Set([97, 99])
const RADIX = 36

const luhnSum36 = (value: string): number => {
  let sum = 0
  for (let i = value.length - 1, isDoubled = false; i >= 0; i--, isDoubled = !isDoubled) {
    const product = Number.parseInt(value.charAt(i), RADIX) * (isDoubled ? 2 : 1)
    sum += Math.trunc(product / RADIX) + (product % RADIX)
  }
  return sum
}

/**
 * Whether fifteen characters are an Indian GSTIN: state, PAN of the holder, registration, Z, and a check character by Luhn's
 * rule in base 36. Source: gst.gov.in; cbic-gst.gov.in.
 */
export const inGstin = (value: string): boolean => {
  if (!/^[0-9]{2}[A-Z]{5}[0-9]{4}[A-Z][1-9A-Z]Z[0-9A-Z]$/.test(value)) return false
  const state = Number(value.slice(0, 2))
  if (state < 1 || (state > LAST_STATE && !OTHER_TERRITORIES.has(state))) return false
  return inPan(value.slice(2, 12)) && luhnSum36(value) % RADIX === 0
}

/** Whether `value` is an Indian voter card (EPIC): three letters and seven digits that pass Luhn. Source: eci.gov.in. */
export const inEpic = (value: string): boolean =>
  /^[A-Z]{3}[0-9]{7}$/.test(value) && !value.endsWith('0000000') && luhn(value.slice(3))

/** Handles that NPCI lists for payment apps and banks, without those that are words or e-mail hosts. Source: npci.org.in. */
const UPI_HANDLES = new Set(
  `abfspay airtel allbank apl apy aubank axisb axisbank axisgo axl barodampay barodapay cboi cmsidfc cnrb csbpay dbs dcb
  equitas federal fbl freecharge hdfcbank hdfcbankjd hsbc ibl icici idbi idfcbank idfcfirst ikwik indianbank indus jio jsb
  jupiteraxis kbl kotak kotak811 kvb mahb naviaxis okaxis okhdfcbank okicici oksbi pingpay pnb postbank ptaxis pthdfc ptsbi
  ptyes paytm rapl rbl sbi sib slice superyes timecosmos tmb ubi uboi uco unionbank upi utbi waaxis wahdfcbank waicici wasbi
  yapl yescred yesbank yesg ybl`.split(/\s+/),
)

/** Whether `value` (lower case) is an Indian UPI address: a name and a handle that NPCI knows. Source: npci.org.in. */
export const inUpi = (value: string): boolean => UPI_HANDLES.has(value.slice(value.indexOf('@') + 1))

const PLATE_STATES = new Set(
  `AN AP AR AS BR CG CH DD DL DN GA GJ HP HR JH JK KA KL LA LD MH ML MN MP MZ NL OD OR PB PY RJ SK TG TN TR TS UA UK UP
  WB`.split(/\s+/),
)

/**
 * Whether `value` is an Indian vehicle plate: state, district, series and a number other than 0000; or a BH plate with its
 * year. Source: Central Motor Vehicles Rules 1989, rule 50; parivahan.gov.in.
 */
export const inVehicle = (value: string): boolean => {
  if (/^[2-9][0-9]BH[0-9]{4}[A-HJ-NP-Z]{1,2}$/.test(value)) return !value.includes('BH0000')
  return (
    /^[A-Z]{2}(?:[0-9]{1,2})[A-Z]{1,3}[0-9]{4}$/.test(value) &&
    PLATE_STATES.has(value.slice(0, 2)) &&
    !value.endsWith('0000')
  )
}
