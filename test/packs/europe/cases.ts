/** One check: what its numbers look like and which validator of npm `stdnum` judges them. */
export type Case = {
  readonly check: string
  readonly masks: readonly string[]
  readonly npm: readonly [country: string, validator: string]
  /** Where the package differs: which values, and why ours is right. */
  readonly differs?: { readonly when: (value: string) => boolean; readonly because: string }
  /** Share of changed digits that the algorithm cannot see, when it is not 0. */
  readonly blind?: number
}

const ofNpm = (check: string, npm: string, masks: string, more: Omit<Case, 'check' | 'npm' | 'masks'> = {}): Case => {
  const [country = '', validator = ''] = npm.split(' ')
  return { check, npm: [country, validator], masks: masks.split(' '), ...more }
}

export const CASES: readonly Case[] = [
  ofNpm('at-svnr', 'AT vnr', '^###{dmy}'),
  ofNpm('at-tin', 'AT tin', '#########', {
    differs: { when: (value) => value.length === 9, because: 'the package knows a list of tax offices, which changes' },
  }),
  ofNpm('at-vat', 'AT uid', 'ATU########'),
  ofNpm('be-nrn', 'BE nn', '{ymd}#####', {
    differs: {
      when: (value) => Number(value.slice(0, 2)) <= 39,
      because: 'births after today: ours has no clock and takes years up to 2039; the 2000s need the 2 in front',
    },
    blind: 0.01,
  }),
  ofNpm('be-bis', 'BE bis', '{yy}2^{dd}##### {yy}4^{dd}#####', {
    differs: {
      when: () => true,
      because: 'the package refuses a day of 0 and some months; the register gives both where the date is not known',
    },
    blind: 0.01,
  }),
  ofNpm('be-vat', 'BE vat', 'BE0#########'),
  ofNpm('bg-egn', 'BG egn', '{ymd}####', {
    differs: { when: () => true, because: 'the package takes month 0 and days that the month does not have' },
    blind: 0.03,
  }),
  ofNpm('bg-lnch', 'BG pnf', '##########'),
  ofNpm('bg-vat', 'BG vat', 'BG######### ##########', {
    differs: {
      when: () => true,
      because: 'VIES and python-stdnum give nine digits two rounds, ten digits any of three checks',
    },
    blind: 0.15,
  }),
  ofNpm('ch-ahv', 'CH ssn', '756##########'),
  ofNpm('ch-uid', 'CH uid', 'CHE#########'),
  ofNpm('cy-vat', 'CY vat', '########@ 12######@', {
    differs: {
      when: (value) => value.startsWith('12'),
      because: 'numbers that begin with 12 are not given out (VIES)',
    },
  }),
  ofNpm('cz-ico', 'CZ ico', '########', {
    differs: {
      when: (value) => value.startsWith('9'),
      because: 'numbers of a company may begin with 9 in the register (ARES), not in VAT numbers',
    },
    blind: 0.02,
  }),
  ofNpm('cz-rc', 'CZ rc', '{ymd}####', {
    differs: {
      when: () => true,
      because: 'births after today, months over 32, and nine digits: python-stdnum decides',
    },
    blind: 0.12,
  }),
  ofNpm('cz-vat', 'CZ dic', 'CZ######## {ymd}####', {
    differs: { when: (value) => !value.startsWith('CZ'), because: 'as the birth number' },
    blind: 0.03,
  }),
  ofNpm('de-idnr', 'DE idnr', '###########', {
    differs: {
      when: () => true,
      because: 'the package takes numbers without a repeated digit: section 139b AO and python-stdnum do not',
    },
  }),
  ofNpm('de-svnr', 'DE svnr', '1#{dmy}@###'),
  ofNpm('de-vat', 'DE vat', 'DE#########', {
    differs: { when: (value) => value.startsWith('DE0'), because: 'the first digit is not 0' },
  }),
  ofNpm('dk-cpr', 'DK cpr', '{dmy}####', {
    differs: {
      when: () => true,
      because: 'the package and python-stdnum refuse births after today; ours has no clock',
    },
    blind: 0.85,
  }),
  ofNpm('dk-vat', 'DK cvr', 'DK########', {
    differs: { when: (value) => value.startsWith('DK0'), because: 'the first digit is not 0' },
  }),
  ofNpm('ee-ik', 'EE ik', '3{ymd}####', {
    differs: { when: () => true, because: 'a day that the month does not have rolls over in the package' },
    blind: 0.03,
  }),
  ofNpm('ee-vat', 'EE kmkr', 'EE#########'),
  ofNpm('es-cif', 'ES cif', 'A######## Q#######@'),
  ofNpm('es-dni', 'ES dni', '########@'),
  ofNpm('es-nie', 'ES nie', 'X#######@'),
  ofNpm('es-nss', 'ES nss', '28##########', {
    differs: {
      when: (value) => value.charAt(2) === '0',
      because: 'numbers below ten million count without their leading zero',
    },
  }),
  ofNpm('fi-hetu', 'FI hetu', '{dmy}-###* {dmy}-00#*', {
    differs: { when: () => true, because: 'individual numbers start at 002 (dvv.fi)' },
  }),
  ofNpm('fi-vat', 'FI alv', 'FI########'),
  ofNpm('fr-nir', 'FR nir', '2{yy}{mm}75########'),
  ofNpm('fr-siren', 'FR siren', '#########'),
  ofNpm('fr-siret', 'FR siret', '##############', {
    differs: {
      when: () => true,
      because: 'the first nine digits are a SIREN, which has its own check digit: python-stdnum decides',
    },
    blind: 0.05,
  }),
  ofNpm('fr-spi', 'FR nif', '0############'),
  ofNpm('fr-vat', 'FR tva', 'FR###########', { blind: 0.03 }),
  ofNpm('gr-afm', 'GR vat', 'EL#########', { blind: 0.03 }),
  ofNpm('gr-amka', 'GR amka', '{dmy}#####'),
  ofNpm('hr-oib', 'HR oib', '###########'),
  ofNpm('hu-vat', 'HU anum', 'HU########'),
  ofNpm('ie-pps', 'IE pps', '#######@ #######@A'),
  ofNpm('ie-vat', 'IE vat', 'IE#######@'),
  ofNpm('is-kt', 'IS kennitala', '{dmy}###9', {
    differs: {
      when: () => true,
      because: 'the century 0 or 9 is the last digit, 8 for the 19th; python-stdnum decides',
    },
    blind: 0.05,
  }),
  ofNpm('it-codice-fiscale', 'IT codicefiscale', '@@@@@@##A1#@###@'),
  ofNpm('it-piva', 'IT iva', '#######0###'),
  ofNpm('lt-ak', 'LT asmens', '4{ymd}####', {
    differs: { when: () => true, because: 'a day that the month does not have rolls over in the package' },
    blind: 0.03,
  }),
  ofNpm('lt-vat', 'LT pvm', 'LT#######1#', { blind: 0.03 }),
  ofNpm('lu-vat', 'LU tva', 'LU########'),
  ofNpm('lv-pk', 'LV pvn', '{dmy}1#### 32#########', {
    differs: {
      when: () => true,
      because: 'the package does not know the series 32 that began in 2017, and takes any century',
    },
    blind: 0.03,
  }),
  ofNpm('lv-vat', 'LV pvn', 'LV4##########', { blind: 0.01 }),
  ofNpm('mt-vat', 'MT vat', 'MT########', {
    differs: { when: (value) => value.startsWith('MT0'), because: 'the first digit is not 0' },
  }),
  ofNpm('nl-bsn', 'NL bsn', '#########'),
  ofNpm('nl-vat', 'NL btw', 'NL#########B##', {
    differs: { when: (value) => value.endsWith('B00'), because: 'suffixes start at 01' },
    blind: 0.25,
  }),
  ofNpm('no-fnr', 'NO fodselsnummer', '{dmy}#####', {
    differs: { when: () => true, because: 'births after today: ours has no clock' },
  }),
  ofNpm('no-konto', 'NO kontonr', '^##########'),
  ofNpm('no-orgnr', 'NO orgnr', '9########'),
  ofNpm('pl-nip', 'PL nip', '##########'),
  ofNpm('pl-pesel', 'PL pesel', '{ymd}#####'),
  ofNpm('pl-regon', 'PL regon', '######### ##############', { blind: 0.03 }),
  ofNpm('pt-cc', 'PT cc', '#########@@#'),
  ofNpm('pt-nif', 'PT nif', '#########', { blind: 0.04 }),
  ofNpm('ro-cnp', 'RO cnp', '1{ymd}0#####', { blind: 0.03 }),
  ofNpm('ro-cui', 'RO cui', '########', { blind: 0.03 }),
  ofNpm('se-orgnr', 'SE orgnr', '556###^###'),
  ofNpm('se-personnummer', 'SE personnummer', '{ymd}-####', { blind: 0.02 }),
  ofNpm('si-emso', 'SI emso', '{dmyyy}50####', {
    differs: { when: () => true, because: 'a day that the month does not have rolls over in the package' },
    blind: 0.03,
  }),
  ofNpm('si-tin', 'SI ddv', '########', {
    differs: { when: () => true, because: 'a remainder of 0 and a leading 0 are not given out: python-stdnum decides' },
  }),
  ofNpm('sk-vat', 'SK dph', 'SK##########', {
    differs: { when: () => true, because: 'the third digit and the birth number: python-stdnum decides' },
    blind: 0.03,
  }),
  ofNpm('uk-utr', 'GB utr', '##########', { blind: 0.04 }),
  ofNpm('uk-vat', 'GB vat', 'GB#########', { blind: 0.15 }),
  ofNpm('ad-nrt', 'AD nrt', 'F######@', { blind: 1 }),
  ofNpm('ba-jmbg', 'BA jmbg', '{dmyyy}1#####', {
    differs: { when: () => true, because: 'the package takes any region' },
    blind: 0.03,
  }),
  ofNpm('by-unp', 'BY unp', '1########'),
  ofNpm('md-idnp', 'MD idno', '2############'),
  ofNpm('me-jmbg', 'ME jmbg', '{dmyyy}2#####', {
    differs: { when: () => true, because: 'the package takes any region' },
    blind: 0.03,
  }),
  ofNpm('mk-embg', 'MK jmbg', '{dmyyy}4#####', {
    differs: { when: () => true, because: 'the package takes any region' },
    blind: 0.03,
  }),
  ofNpm('rs-jmbg', 'RS jmbg', '{dmyyy}7#####', {
    differs: { when: () => true, because: 'the package takes any region' },
    blind: 0.03,
  }),
  ofNpm('rs-pib', 'RS pib', '#########'),
  ofNpm('ru-inn', 'RU inn', '########## ############', { blind: 0.03 }),
  ofNpm('tr-tckn', 'TR tckimlik', '###########'),
  ofNpm('tr-vkn', 'TR vkn', '##########'),
  ofNpm('ua-rntrc', 'UA rntrc', '##########', { blind: 0.04 }),
]

/** A verdict of python-stdnum that is not followed. */
type Excuse = { readonly isExcused: (value: string) => boolean; readonly because: string }

const hasOddMonth = (value: string): boolean => Number(value.replace(/^SK/, '').slice(2, 4)) % 50 > 32

/** Where python-stdnum itself is not followed: which of its verdicts, and why. */
export const STRICTER: Readonly<Record<string, Excuse>> = {
  'be-vat': {
    isExcused: (value) => Number(value.slice(-2)) > 97,
    because: 'a check number is 97 less a remainder, never 98 or 99',
  },
  'cz-rc': {
    isExcused: (value) => hasOddMonth(value) || (value.length === 9 && Number(value.slice(0, 2)) >= 80),
    because: 'months are 1 to 12, with 20, 50 or 70 added; nobody born in the 1880s and 1890s is alive',
  },
  'dk-cpr': { isExcused: () => true, because: 'python-stdnum refuses births after today; ours has no clock' },
  'it-codice-fiscale': {
    isExcused: (value) => Number(value.slice(9, 11)) > 71,
    because: 'python-stdnum takes days of birth over 71',
  },
  'lv-pk': {
    isExcused: (value) => Number(value.charAt(6)) > 2,
    because: 'the seventh digit is the century: 0, 1 or 2',
  },
  'lv-vat': { isExcused: (value) => Number(value.charAt(8)) > 2, because: 'as the personal code' },
  'se-orgnr': {
    isExcused: (value) => Number(value.slice(2, 4)) < 20,
    because: 'the third and fourth digit are at least 20 (Lag 1974:174)',
  },
  'sk-rc': { isExcused: hasOddMonth, because: 'months are 1 to 12, with 20, 50 or 70 added' },
  'sk-vat': { isExcused: hasOddMonth, because: 'as the birth number' },
}
