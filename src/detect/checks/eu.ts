import { atVat } from './at.js'
import { beVat } from './be.js'
import { bgVat } from './bg.js'
import { cyVat } from './cy.js'
import { czVat } from './cz.js'
import { deVat } from './de-numbers.js'
import { dkCvr } from './dk.js'
import { eeVat } from './ee.js'
import { esVat } from './es.js'
import { fiVat } from './fi.js'
import { frVat } from './fr-company.js'
import { ukVat } from './gb-numbers.js'
import { grAfm } from './gr.js'
import { hrOib } from './hr.js'
import { huVat } from './hu.js'
import { ieVat } from './ie.js'
import { itPiva } from './it.js'
import { ltVat } from './lt.js'
import { luVat } from './lu.js'
import { lvVat } from './lv.js'
import { mtVat } from './mt.js'
import { nlVat } from './nl.js'
import { plNip } from './pl.js'
import { ptNif } from './pt.js'
import { roCui } from './ro.js'
import { seOrgnr } from './se.js'
import { siTin } from './si.js'
import { skVat } from './sk.js'

/** A Hungarian number has 8 digits here, a Swedish one 12: the longer and shorter forms are for use at home. */
const euHu = (value: string): boolean => value.length === 10 && huVat(value)
const euSe = (value: string): boolean => value.length === 14 && seOrgnr(value)

const BY_PREFIX: ReadonlyMap<string, (value: string) => boolean> = new Map([
  ['AT', atVat],
  ['BE', beVat],
  ['BG', bgVat],
  ['CY', cyVat],
  ['CZ', czVat],
  ['DE', deVat],
  ['DK', dkCvr],
  ['EE', eeVat],
  ['EL', grAfm],
  ['ES', esVat],
  ['FI', fiVat],
  ['FR', frVat],
  ['HR', hrOib],
  ['HU', euHu],
  ['IE', ieVat],
  ['IT', itPiva],
  ['LT', ltVat],
  ['LU', luVat],
  ['LV', lvVat],
  ['MT', mtVat],
  ['NL', nlVat],
  ['PL', plNip],
  ['PT', ptNif],
  ['RO', roCui],
  ['SE', euSe],
  ['SI', siTin],
  ['SK', skVat],
  ['XI', ukVat],
])

/**
 * Whether `value` (upper case, no separators) is a VAT number of a member state of the European Union or of Northern Ireland, by
 * the check of the state whose code stands in front. Source: Council Directive 2006/112/EC article 215; VIES.
 */
export const euVat = (value: string): boolean => BY_PREFIX.get(value.slice(0, 2))?.(value) ?? false
