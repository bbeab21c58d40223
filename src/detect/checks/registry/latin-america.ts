import { brCpf } from '../br.js'
import type { CheckTable } from './table.js'

/** Checks of Latin America, by the name that rules use. */
export const LATIN_AMERICA: CheckTable = [['br-cpf', brCpf]]
