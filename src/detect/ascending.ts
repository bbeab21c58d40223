/** Index of the first of `count` ascending numbers that is no less than `number`; `count` where all are. */
export const firstFrom = (numbers: Int32Array, count: number, number: number): number => {
  let low = 0
  let high = count
  while (low < high) {
    const middle = (low + high) >>> 1
    if (numbers[middle]! < number) low = middle + 1
    else high = middle
  }
  return low
}

/** True when the ascending numbers hold one. */
export const includes = (numbers: Int32Array, number: number): boolean =>
  numbers[firstFrom(numbers, numbers.length, number)] === number
