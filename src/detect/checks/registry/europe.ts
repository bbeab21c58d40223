import { deIdnr } from '../de.js'
import { esDni, esNie } from '../es.js'
import { frNir } from '../fr.js'
import { ukNhs, ukNino } from '../gb.js'
import { itCodiceFiscale } from '../it.js'
import { nlBsn } from '../nl.js'
import { plPesel } from '../pl.js'
import type { CheckTable } from './table.js'

/** Checks of Europe, by the name that rules use. */
export const EUROPE: CheckTable = [
  ['de-idnr', deIdnr],
  ['es-dni', esDni],
  ['es-nie', esNie],
  ['fr-nir', frNir],
  ['it-codice-fiscale', itCodiceFiscale],
  ['nl-bsn', nlBsn],
  ['pl-pesel', plPesel],
  ['uk-nhs', ukNhs],
  ['uk-nino', ukNino],
]
