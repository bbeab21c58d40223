import { birthDate } from '../birth-date.js'
import { card } from '../card.js'
import { cardTrack } from '../card-track.js'
import { companyName } from '../company-name.js'
import {
  btcBase58,
  btcBech32,
  ethAddress,
  ltcAddress,
  solAddress,
  trxAddress,
  xmrAddress,
  xrpAddress,
} from '../crypto/addresses.js'
import { seedPhrase } from '../crypto/seed-phrase.js'
import { iccid, imei, imsi, meid } from '../devices.js'
import { email } from '../email.js'
import { geoCoordinate } from '../geo.js'
import { githubToken } from '../github-token.js'
import { iban } from '../iban.js'
import { icd10 } from '../icd10.js'
import { iso7064Mod11Comma10 } from '../iso7064.js'
import { jwt } from '../jwt.js'
import { luhn } from '../luhn.js'
import { mrzTd1, mrzTd2, mrzTd3 } from '../mrz.js'
import { ipv4, ipv6, mac } from '../net.js'
import { orcid } from '../orcid.js'
import { personName } from '../person-name.js'
import { bic, cusip, isin, lei, sedol } from '../securities.js'
import { specialTerm } from '../special-term.js'
import { username } from '../username.js'
import { vin, vinForm } from '../vehicle.js'
import { verhoeff } from '../verhoeff.js'
import type { CheckTable } from './table.js'

/** Checks of no country, by the name that rules use. */
export const CORE: CheckTable = [
  ['birth-date', birthDate],
  ['card', card],
  ['company-name', companyName],
  ['email', email],
  ['github-token', githubToken],
  ['iban', iban],
  ['ipv4', ipv4],
  ['ipv6', ipv6],
  ['iso7064-mod-11-10', iso7064Mod11Comma10],
  ['jwt', jwt],
  ['luhn', luhn],
  ['mac', mac],
  ['person-name', personName],
  ['username', username],
  ['verhoeff', verhoeff],
  ['bic', bic],
  ['btc-base58', btcBase58],
  ['btc-bech32', btcBech32],
  ['card-track', cardTrack],
  ['cusip', cusip],
  ['eth-address', ethAddress],
  ['geo-coordinate', geoCoordinate],
  ['icd10', icd10],
  ['iccid', iccid],
  ['imei', imei],
  ['imsi', imsi],
  ['isin', isin],
  ['lei', lei],
  ['ltc-address', ltcAddress],
  ['meid', meid],
  ['mrz-td1', mrzTd1],
  ['mrz-td2', mrzTd2],
  ['mrz-td3', mrzTd3],
  ['orcid', orcid],
  ['sedol', sedol],
  ['seed-phrase', seedPhrase],
  ['sol-address', solAddress],
  ['trx-address', trxAddress],
  ['vin', vin],
  ['vin-form', vinForm],
  ['xmr-address', xmrAddress],
  ['xrp-address', xrpAddress],
  ['special-term', specialTerm],
]
