/** A benchmark answered wrongly: its figures mean nothing and the run ends with an exit code other than 0. */
export class CheckFailed extends Error {}

/** Throws CheckFailed with what was expected when `holds` is false. */
export const check = (holds, expected) => {
  if (!holds) throw new CheckFailed(expected)
}
