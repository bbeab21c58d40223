import { bgEgn, bgLnch, bgVat } from '../bg.js'
import { birthNumber } from '../birth-number.js'
import { byUnp } from '../by.js'
import { cyVat } from '../cy.js'
import { czIco, czVat } from '../cz.js'
import { grAfm, grAmka } from '../gr.js'
import { hrOib } from '../hr.js'
import { huTaj, huTin, huVat } from '../hu.js'
import { plNrb } from '../iban.js'
import { baJmbg, jmbg, meJmbg, mkEmbg, rsJmbg } from '../jmbg.js'
import { mdIdnp } from '../md.js'
import { mtVat } from '../mt.js'
import { plIdCard, plNip, plPesel, plRegon } from '../pl.js'
import { roCnp, roCui } from '../ro.js'
import { rsPib } from '../rs.js'
import { ruInn, ruSnils } from '../ru.js'
import { siTin } from '../si.js'
import { skVat } from '../sk.js'
import { trTckn, trVkn } from '../tr.js'
import { uaRntrc } from '../ua.js'
import type { CheckTable } from './table.js'

/** Checks of central, eastern and south-eastern Europe, by the name that rules use. */
export const EUROPE_EAST: CheckTable = [
  ['ba-jmbg', baJmbg],
  ['bg-egn', bgEgn],
  ['bg-lnch', bgLnch],
  ['bg-vat', bgVat],
  ['by-unp', byUnp],
  ['cy-vat', cyVat],
  ['cz-ico', czIco],
  ['cz-rc', birthNumber],
  ['cz-vat', czVat],
  ['gr-afm', grAfm],
  ['gr-amka', grAmka],
  ['hr-oib', hrOib],
  ['hu-taj', huTaj],
  ['hu-tin', huTin],
  ['hu-vat', huVat],
  ['md-idnp', mdIdnp],
  ['me-jmbg', meJmbg],
  ['mk-embg', mkEmbg],
  ['mt-vat', mtVat],
  ['pl-id-card', plIdCard],
  ['pl-nip', plNip],
  ['pl-nrb', plNrb],
  ['pl-pesel', plPesel],
  ['pl-regon', plRegon],
  ['ro-cnp', roCnp],
  ['ro-cui', roCui],
  ['rs-jmbg', rsJmbg],
  ['rs-pib', rsPib],
  ['ru-inn', ruInn],
  ['ru-snils', ruSnils],
  ['si-emso', jmbg],
  ['si-tin', siTin],
  ['sk-rc', birthNumber],
  ['sk-vat', skVat],
  ['tr-tckn', trTckn],
  ['tr-vkn', trVkn],
  ['ua-rntrc', uaRntrc],
]
