/** Common names of an entity, without case, spaces or hyphens. The first known entity of a row is meant. */
const ALIASES: readonly (readonly [entities: readonly string[], names: string])[] = [
  [['EMAIL', 'EMAIL_ADDRESS'], 'EMAIL E_MAIL MAIL EMAILS EMAIL_ADDRESS E_MAIL_ADDRESS'],
  [['PHONE', 'PHONE_NUMBER'], 'PHONE TEL TELEPHONE MOBILE CELL FAX PHONE_NUMBER TELEPHONE_NUMBER'],
  [['PERSON'], 'NAME NAMES PERSON_NAME FULL_NAME'],
  [['CREDIT_CARD'], 'CARD CC CREDITCARD CARD_NUMBER CREDIT_CARD_NUMBER DEBIT_CARD PAYMENT_CARD'],
  [['IBAN'], 'IBAN_CODE IBAN_NUMBER'],
  [['BANK_ACCOUNT'], 'ACCOUNT ACCOUNT_NUMBER BANK'],
  [['US_SSN', 'SSN'], 'SSN SOCIAL_SECURITY SOCIAL_SECURITY_NUMBER'],
  [['IP', 'IP_ADDRESS'], 'IP IPADDRESS IP_ADDRESS'],
  [['MAC', 'MAC_ADDRESS'], 'MAC MAC_ADDRESS'],
  [['SECRET'], 'SECRETS KEY KEYS API_KEY APIKEY PASSWORD PASSWD TOKEN CREDENTIAL CREDENTIALS PRIVATE_KEY'],
  [['DATE_OF_BIRTH'], 'DOB BIRTHDATE BIRTH_DATE BIRTHDAY'],
  [['PASSPORT'], 'PASSPORT_NUMBER PASSPORT_NO'],
  [['DRIVER_LICENSE'], 'DRIVER_LICENCE DRIVERS_LICENSE DRIVING_LICENCE DRIVING_LICENSE'],
  [['ADDRESS'], 'STREET_ADDRESS POSTAL_ADDRESS HOME_ADDRESS'],
  [['ORGANIZATION'], 'ORGANISATION ORG COMPANY'],
  [['NL_BSN'], 'BSN BURGERSERVICENUMMER'],
  [['UK_NINO'], 'NINO NATIONAL_INSURANCE NATIONAL_INSURANCE_NUMBER'],
  [['UK_NHS'], 'NHS NHS_NUMBER'],
  // A card's primary account number and India's tax number share this name: refused rather than guessed.
  [[], 'PAN'],
]

const ENTITIES_OF: ReadonlyMap<string, readonly string[]> = new Map(
  ALIASES.flatMap(([entities, names]) => names.split(' ').map((name) => [name, entities] as const)),
)

/**
 * The known entity that a person means by a name: its own name in any case, a common alias, or a country type without its prefix
 * (`pesel` for `PL_PESEL`) when only one country has it. Undefined when none or several fit.
 */
export const resolveEntity = (name: string, known: ReadonlySet<string>): string | undefined => {
  const wanted = normal(name)
  if (known.has(wanted)) return wanted
  const entities = ENTITIES_OF.get(wanted)
  if (entities !== undefined) return entities.find((entity) => known.has(entity))
  const ofCountries = [...known].filter(
    (entity) => entity.length === wanted.length + 3 && entity.endsWith(`_${wanted}`),
  )
  return ofCountries.length === 1 ? ofCountries[0] : undefined
}

/** The group of entities that a person means by a name: its own name in any case, or a common alias. Undefined when none fits. */
export const resolveGroup = (name: string, known: ReadonlySet<string>): string | undefined => {
  const wanted = normal(name)
  return known.has(wanted) ? wanted : ENTITIES_OF.get(wanted)?.find((entity) => known.has(entity))
}

const normal = (name: string): string =>
  name
    .trim()
    .toUpperCase()
    .replace(/[-\s.]+/g, '_')
