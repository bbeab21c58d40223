import { ghTin, gnNifp, maIce, muNid, mzNuit, ngNin, snNinea } from '../africa.js'
import { egNid } from '../eg.js'
import { aeEid, kwCivil, saNid } from '../gulf.js'
import { ilHp, ilId } from '../il.js'
import { irNid } from '../ir.js'
import { zaId, zaTin } from '../za.js'
import type { CheckTable } from './table.js'

/** Checks of the Middle East and Africa, by the name that rules use. */
export const MIDDLE_EAST_AFRICA: CheckTable = [
  ['ae-eid', aeEid],
  ['eg-nid', egNid],
  ['gh-tin', ghTin],
  ['gn-nifp', gnNifp],
  ['il-hp', ilHp],
  ['il-id', ilId],
  ['ir-nid', irNid],
  ['kw-civil', kwCivil],
  ['ma-ice', maIce],
  ['mu-nid', muNid],
  ['mz-nuit', mzNuit],
  ['ng-nin', ngNin],
  ['sa-nid', saNid],
  ['sn-ninea', snNinea],
  ['za-id', zaId],
  ['za-tin', zaTin],
]
