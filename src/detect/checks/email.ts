const MAX_LOCAL_LENGTH = 64
const MAX_LENGTH = 254

/** Endings that a file has and no domain: `logo@2x.png` is a picture, `lodash@next.js` a module. */
const FILE_ENDINGS: ReadonlySet<string> = new Set(
  'bmp css csv dll exe gif gz htm html ico jpeg jpg js json jsx mjs pdf png svg tsx ts txt webp xml yaml yml'.split(
    ' ',
  ),
)
/** Kinds of systemd units, none of them a domain: `getty@tty1.service` is an instance of a template. */
const UNIT_ENDINGS: ReadonlySet<string> = new Set(
  'automount device mount path scope service slice socket swap target timer'.split(' '),
)

/**
 * Whether `value` can be a mailbox: length limits of RFC 5321 section 4.5.3.1, no leading, trailing or double dot in the local
 * part, a last label that is no ending of files or units. `%40` counts as `@`. `git@host` is the login of an SSH remote, not a person.
 */
export const email = (value: string): boolean => {
  const plainAt = value.indexOf('@')
  const at = plainAt < 0 ? value.indexOf('%40') : plainAt
  if (at < 1 || at > MAX_LOCAL_LENGTH || value.length > MAX_LENGTH) return false
  const local = value.slice(0, at)
  if (local === 'git' || local.startsWith('.') || local.endsWith('.') || local.includes('..')) return false
  const ending = value.slice(value.lastIndexOf('.') + 1).toLowerCase()
  return !FILE_ENDINGS.has(ending) && !UNIT_ENDINGS.has(ending)
}
