/** Letters of the 124 postcode areas. Source: Royal Mail, Programmers' Guide to PAF; en.wikipedia List of postcode areas. */
const AREAS: ReadonlySet<string> = new Set(
  `AB AL B BA BB BD BH BL BN BR BS BT CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY E EC EH EN EX FK FY G GL GU GY
  HA HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY L LA LD LE LL LN LS LU M ME MK ML N NE NG NN NP NR NW OL OX PA PE PH PL
  PO PR RG RH RM S SA SE SG SK SL SM SN SO SP SR SS ST SW SY TA TD TF TN TQ TR TS TW UB W WA WC WD WF WN WR WS WV YO ZE`.split(
    /\s+/,
  ),
)
const FORM = /^([A-Z]{1,2})\d[A-Z\d]?\d[ABD-HJLNP-UW-Z]{2}$/
/** Girobank. */
const SPECIAL = 'GIR0AA'

/** Whether `value` (upper case, no space) is a UK postcode of an area that exists. Source: BS 7666; as above. */
export const ukPostcode = (value: string): boolean => {
  if (value === SPECIAL) return true
  const area = FORM.exec(value)?.[1]
  return area !== undefined && AREAS.has(area)
}
