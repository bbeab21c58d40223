import { birthDate } from './birth-date.js'
import { brCpf } from './br.js'
import { card } from './card.js'
import { deIdnr } from './de.js'
import { email } from './email.js'
import { esDni, esNie } from './es.js'
import { frNir } from './fr.js'
import { ukNhs, ukNino } from './gb.js'
import { githubToken } from './github-token.js'
import { iban } from './iban.js'
import { inAadhaar, inPan } from './in.js'
import { iso7064Mod11Comma10 } from './iso7064.js'
import { itCodiceFiscale } from './it.js'
import { jwt } from './jwt.js'
import { luhn } from './luhn.js'
import { ipv4, ipv6, mac } from './net.js'
import { nlBsn } from './nl.js'
import { personName } from './person-name.js'
import { plPesel } from './pl.js'
import { usItin, usSsn } from './us.js'
import { verhoeff } from './verhoeff.js'

/** Every check that a rule may name under `validate`. Each takes the candidate after `normalize` and answers whether it passes. */
export const CHECKS: ReadonlyMap<string, (value: string) => boolean> = new Map([
  ['birth-date', birthDate],
  ['br-cpf', brCpf],
  ['card', card],
  ['de-idnr', deIdnr],
  ['email', email],
  ['es-dni', esDni],
  ['es-nie', esNie],
  ['fr-nir', frNir],
  ['github-token', githubToken],
  ['iban', iban],
  ['in-aadhaar', inAadhaar],
  ['in-pan', inPan],
  ['ipv4', ipv4],
  ['ipv6', ipv6],
  ['iso7064-mod-11-10', iso7064Mod11Comma10],
  ['it-codice-fiscale', itCodiceFiscale],
  ['jwt', jwt],
  ['luhn', luhn],
  ['mac', mac],
  ['nl-bsn', nlBsn],
  ['person-name', personName],
  ['pl-pesel', plPesel],
  ['uk-nhs', ukNhs],
  ['uk-nino', ukNino],
  ['us-itin', usItin],
  ['us-ssn', usSsn],
  ['verhoeff', verhoeff],
])
