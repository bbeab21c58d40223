/** Microseconds of CPU time of this process: right on a machine that does other things too. */
export const cpuMicros = (run) => {
  const before = process.cpuUsage()
  run()
  const { user, system } = process.cpuUsage(before)
  return user + system
}

const cpuMicrosOf = async (run, texts, passes) => {
  const before = process.cpuUsage()
  for (let pass = 0; pass < passes; pass++) for (const { text } of texts) await run(text)
  const { user, system } = process.cpuUsage(before)
  return user + system
}

let sink = 0
const runAll = (run, texts, passes) => {
  for (let pass = 0; pass < passes; pass++) for (const { text } of texts) sink += Number(run(text)?.length ?? 0)
  return sink
}

/** Passes over a text before its code counts as compiled, by CPU time. */
const WARM_MICROS = 500_000

/**
 * A contender in this process: `measure(kind)` is the mean time of one text of a kind, in microseconds of CPU time. As
 * many passes over all texts of the kind as fill `sampleMs`; finding out how many compiles the code.
 */
export const contender = ({ id, label, run, isAsync = false }, corpora, sampleMs) => {
  const passes = new Map()
  const time = isAsync
    ? (texts, count) => cpuMicrosOf(run, texts, count)
    : async (texts, count) => cpuMicros(() => runAll(run, texts, count))
  const calibrate = async (texts) => {
    const warmMicros = Math.min(WARM_MICROS, sampleMs * 5000)
    for (let spent = 0; spent < warmMicros; ) spent += await time(texts, 1)
    let count = 1
    while ((await time(texts, count)) < sampleMs * 1000) count *= 2
    return count
  }
  const measure = async (kind) => {
    const texts = corpora[kind]
    if (!passes.has(kind)) passes.set(kind, await calibrate(texts))
    return (await time(texts, passes.get(kind))) / passes.get(kind) / texts.length
  }
  return { id, label, measure }
}

/** Every contender once in each round, forwards and backwards in turn. Returns `{ id: { kind: [micros, …] } }`. */
export const inTurn = async (contenders, kinds, rounds, progress) => {
  const samples = Object.fromEntries(
    contenders.map(({ id }) => [id, Object.fromEntries(kinds.map((kind) => [kind, []]))]),
  )
  for (let round = 0; round < rounds; round++) {
    for (const { id, label, measure } of round % 2 === 0 ? contenders : contenders.toReversed()) {
      progress(`${round + 1} of ${rounds}, ${label}`)
      for (const kind of kinds) samples[id][kind].push(await measure(kind))
    }
  }
  return samples
}
