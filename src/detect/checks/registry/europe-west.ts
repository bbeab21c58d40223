import { adNrt } from '../ad.js'
import { atSvnr, atTin, atVat } from '../at.js'
import { beBis, beEid, beNrn, beVat } from '../be.js'
import { chAhv, chUid } from '../ch.js'
import { deIdnr } from '../de.js'
import { deIdCard, dePassport } from '../de-cards.js'
import { deKvnr, deLanr, deStnr, deSvnr, deVat } from '../de-numbers.js'
import { esCif, esDni, esNie, esNss, esVat } from '../es.js'
import { frCni, frNir, frSpi } from '../fr.js'
import { frSiren, frSiret, frVat } from '../fr-company.js'
import { ukNhs, ukNino } from '../gb.js'
import { ukChi, ukDriver, ukUpn, ukUtr, ukVat } from '../gb-numbers.js'
import { ukPostcode } from '../gb-postcode.js'
import { iePps, ieVat } from '../ie.js'
import { itCodiceFiscale, itPiva } from '../it.js'
import { luNin, luVat } from '../lu.js'
import { nlBsn, nlVat } from '../nl.js'
import { ptCc, ptNif, ptNiss } from '../pt.js'
import type { CheckTable } from './table.js'

/** Checks of western and southern Europe, by the name that rules use. */
export const EUROPE_WEST: CheckTable = [
  ['ad-nrt', adNrt],
  ['at-svnr', atSvnr],
  ['at-tin', atTin],
  ['at-vat', atVat],
  ['be-bis', beBis],
  ['be-eid', beEid],
  ['be-nrn', beNrn],
  ['be-vat', beVat],
  ['ch-ahv', chAhv],
  ['ch-uid', chUid],
  ['de-id-card', deIdCard],
  ['de-idnr', deIdnr],
  ['de-kvnr', deKvnr],
  ['de-lanr', deLanr],
  ['de-passport', dePassport],
  ['de-stnr', deStnr],
  ['de-svnr', deSvnr],
  ['de-vat', deVat],
  ['es-cif', esCif],
  ['es-dni', esDni],
  ['es-nie', esNie],
  ['es-nss', esNss],
  ['es-vat', esVat],
  ['fr-cni', frCni],
  ['fr-nir', frNir],
  ['fr-siren', frSiren],
  ['fr-siret', frSiret],
  ['fr-spi', frSpi],
  ['fr-vat', frVat],
  ['ie-pps', iePps],
  ['ie-vat', ieVat],
  ['it-codice-fiscale', itCodiceFiscale],
  ['it-piva', itPiva],
  ['lu-nin', luNin],
  ['lu-vat', luVat],
  ['nl-bsn', nlBsn],
  ['nl-vat', nlVat],
  ['pt-cc', ptCc],
  ['pt-nif', ptNif],
  ['pt-niss', ptNiss],
  ['uk-chi', ukChi],
  ['uk-driver', ukDriver],
  ['uk-nhs', ukNhs],
  ['uk-nino', ukNino],
  ['uk-postcode', ukPostcode],
  ['uk-upn', ukUpn],
  ['uk-utr', ukUtr],
  ['uk-vat', ukVat],
]
