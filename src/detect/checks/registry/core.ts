import { birthDate } from '../birth-date.js'
import { card } from '../card.js'
import { email } from '../email.js'
import { githubToken } from '../github-token.js'
import { iban } from '../iban.js'
import { iso7064Mod11Comma10 } from '../iso7064.js'
import { jwt } from '../jwt.js'
import { luhn } from '../luhn.js'
import { ipv4, ipv6, mac } from '../net.js'
import { personName } from '../person-name.js'
import { verhoeff } from '../verhoeff.js'
import type { CheckTable } from './table.js'

/** Checks of no country, by the name that rules use. */
export const CORE: CheckTable = [
  ['birth-date', birthDate],
  ['card', card],
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
  ['verhoeff', verhoeff],
]
