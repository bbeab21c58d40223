import { arCbu, arCuit } from '../ar.js'
import { brCnh, brCnpj, brCns, brCpf, brPis, brTitulo } from '../br.js'
import { clRut } from '../cl.js'
import { coNit } from '../co.js'
import { cuNi } from '../cu.js'
import { doCedula } from '../do.js'
import { ecCi, ecRuc } from '../ec.js'
import { gtCui } from '../gt.js'
import { peCui, peRuc } from '../pe.js'
import { pyRuc } from '../py.js'
import { svNit } from '../sv.js'
import { uyCi, uyRut } from '../uy.js'
import { veRif } from '../ve.js'
import type { CheckTable } from './table.js'

/** Checks of Latin America, by the name that rules use. */
export const LATIN_AMERICA: CheckTable = [
  ['ar-cbu', arCbu],
  ['ar-cuit', arCuit],
  ['br-cnh', brCnh],
  ['br-cnpj', brCnpj],
  ['br-cns', brCns],
  ['br-cpf', brCpf],
  ['br-pis', brPis],
  ['br-titulo', brTitulo],
  ['cl-rut', clRut],
  ['co-nit', coNit],
  ['cu-ni', cuNi],
  ['do-cedula', doCedula],
  ['ec-ci', ecCi],
  ['ec-ruc', ecRuc],
  ['gt-cui', gtCui],
  ['pe-cui', peCui],
  ['pe-ruc', peRuc],
  ['py-ruc', pyRuc],
  ['sv-nit', svNit],
  ['uy-ci', uyCi],
  ['uy-rut', uyRut],
  ['ve-rif', veRif],
]
