import { dkCpr, dkCvr } from '../dk.js'
import { eeIk, eeVat } from '../ee.js'
import { euVat } from '../eu.js'
import { fiHetu, fiVat } from '../fi.js'
import { isKennitala } from '../is.js'
import { ltAk, ltVat } from '../lt.js'
import { lvPk, lvVat } from '../lv.js'
import { noFnr, noKonto, noOrgnr } from '../no.js'
import { seOrgnr, sePersonnummer, seSamordning } from '../se.js'
import { EUROPE_EAST } from './europe-east.js'
import { EUROPE_WEST } from './europe-west.js'
import type { CheckTable } from './table.js'

/** Checks of Europe, by the name that rules use: those of the north here, the others in their own tables. */
export const EUROPE: CheckTable = [
  ...EUROPE_WEST,
  ...EUROPE_EAST,
  ['dk-cpr', dkCpr],
  ['dk-vat', dkCvr],
  ['ee-ik', eeIk],
  ['ee-vat', eeVat],
  ['eu-vat', euVat],
  ['fi-hetu', fiHetu],
  ['fi-vat', fiVat],
  ['is-kt', isKennitala],
  ['lt-ak', ltAk],
  ['lt-vat', ltVat],
  ['lv-pk', lvPk],
  ['lv-vat', lvVat],
  ['no-fnr', noFnr],
  ['no-konto', noKonto],
  ['no-orgnr', noOrgnr],
  ['se-orgnr', seOrgnr],
  ['se-personnummer', sePersonnummer],
  ['se-samordning', seSamordning],
]
