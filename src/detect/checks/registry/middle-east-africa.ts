import type { CheckTable } from './table.js'

/** Checks of the Middle East and Africa, by the name that rules use. */
export const MIDDLE_EAST_AFRICA: CheckTable = []
