/** A store may answer at once (memory) or later (disk, network). */
export type Eventually<T> = T | Promise<T>

/** `next` on a value that is there, or when it comes: a store that answers at once costs no turn of the event loop. */
export const andThen = <T, U>(value: Eventually<T>, next: (value: T) => Eventually<U>): Eventually<U> =>
  value instanceof Promise ? value.then(next) : next(value)
