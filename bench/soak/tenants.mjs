import { createRandom, pick } from '../traffic/random.mjs'
import { createPair, createThird } from '../traffic/values.mjs'

/** Texts of one conversation: they come again, so that what the gateway remembers of them has an end. */
const TEXTS = 8
const FILLERS = ['The parcel is late.', 'We spoke on Monday.', 'Order 20418 is open.', 'Please look into it.']

/** One in so many requests belongs to no conversation. */
const LOOSE = 10

/** Invented values of a tenant's own: the address names the tenant, so that nobody else's can be taken for it. */
const textOf = (random, tenant) => {
  const [mail, phone] = createPair(random)
  const third = createThird(random)
  const address = mail.value.replace('@', `.${tenant}@`)
  const sentences = [mail.sentence.replace(mail.value, address), phone.sentence, third.sentence, pick(random, FILLERS)]
  return { text: sentences.join(' '), values: [address, phone.value, third.value] }
}

/** The conversations of all tenants. `next` chooses what is sent, always in the same order. */
export const createTraffic = ({ tenants, threads }, seed) => {
  const random = createRandom(seed)
  const conversations = Array.from({ length: tenants }, (_, tenant) =>
    Array.from({ length: threads }, (_, thread) => ({
      tenant: `t${tenant}`,
      thread: `thread-${thread}`,
      texts: Array.from({ length: TEXTS }, () => textOf(random, `t${tenant}`)),
    })),
  )
  return {
    values: conversations.flat().flatMap(({ texts }) => texts.flatMap(({ values }) => values)),
    next: () => {
      const own = conversations[Math.floor(random() * tenants)]
      const { tenant, thread, texts } = own[Math.floor(random() * threads)]
      const isLoose = Math.floor(random() * LOOSE) === 0
      return { tenant, thread: isLoose ? null : thread, ...texts[Math.floor(random() * TEXTS)] }
    },
  }
}
