import type { Format } from './format.js'
import { spacesChat } from './spaces-chat.js'

/** The formats that are protected without any configuration. */
export const BUILT_IN: readonly Format[] = [spacesChat]
