/** Words of programs that stand behind `login =` or `handle:` and name nobody. Lower case. */
const CODE_WORDS = new Set(
  `await async new null none nil undefined true false this self string number boolean object any void value text input prompt
  optional required default env handle login username user password session example return function class const var let
  get set do use fix add remove drop update ensure free failure`.split(/\s+/),
)

/** Tags of documentation comments, and decorators that every library has. Lower case, without the sign. */
const TAGS = new Set(
  `abstract access alias api arg async author beta callback category class code const constructor copyright decorator default
  defaultvalue deprecated description docs enum event example exports extends external file final fires function generator global
  group homepage hidden hideconstructor ignore implements import inheritdoc inner interface internal kind lends license line link listens
  member memberof method mixin module name namespace note override package param params paramtypes private privateremarks prop
  property protected public readonly remarks returns return satisfies sealed see since static summary template test this throws
  todo tutorial type typedef typeparam types var variation version virtual yields media import charset supports keyframes layer
  property container page font_face apply tailwind interface implementation end selector synthesize autoreleasepool
  ref retval brief details internal pre post invariant warning attention copydoc defgroup ingroup addtogroup
  argv inc isa export_ok export_tags yearly annually monthly weekly daily midnight hourly reboot iterator asynciterator timestamp
  dataclass staticmethod classmethod pytest app component injectable ngmodule input output bean autowired`.split(/\s+/),
)

/** What a synopsis prints where a name goes: `USERNAME`, `DB_USER`, `your-username`, `my-user`, `new_user`. */
const METAVARIABLE =
  /^[A-Z]{2,}(?:_[A-Z]{2,})+$|^(?:TODO|USER|USERNAME|LOGIN|HANDLE|NAME|VALUE)$|^(?:your|my|new|some|the)[-_.]/
/** A member of something that programs always have. */
const MEMBER =
  /^(?:z|req|res|ctx|this|self|net|process|props|options|opts|params|config|event|data|user|args|String|Schema)\./

/** What ends in a field is read from something: `row.metadata.name`, `a.metadata.userId`. Nobody's name ends so. */
const FIELD = /\.(?:id|name|login|handle|user|username|email|slug|value|text|[a-z]+[A-Z][A-Za-z]*)$/

/** `@__PURE__` and its like are marks for tools. */
const NAME = /^(?:@?[A-Za-z0-9]|@_[A-Za-z0-9])[\w.-]{1,63}$/

/** Whether the word behind `username:` or an `@` can be a person's, and is no keyword, tag, member or stand-in of code. */
export const username = (value: string): boolean => {
  if (!NAME.test(value)) return false
  if (value.startsWith('@')) return !TAGS.has(value.slice(1).toLowerCase())
  if (CODE_WORDS.has(value.toLowerCase()) || METAVARIABLE.test(value)) return false
  return !MEMBER.test(value) && !FIELD.test(value)
}
