import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readRuleFile } from '../../../src/rules/read.js'
import type { RuleSource } from '../../../src/rules/schema.js'
import { CASES } from './cases.js'
import { FORMULAS } from './formulas.js'

const RULES = join(import.meta.dirname, '..', '..', '..', 'rules')
const COUNTRIES =
  `ad al at ba be bg by ch cy cz de dk ee es eu fi fo fr gb gr hr hu ie is it li lt lu lv md me mk mt nl no pl pt
  ro rs ru se si sk sm tr ua`.split(/\s+/)

/** The recognisers of Europe that the product promises. */
const ENTITIES = `
  AD_NRT AL_NIPT AT_SVNR AT_TIN AT_VAT BA_JMBG BE_BIS BE_EID BE_NRN BE_VAT BG_EGN BG_LNCH BG_VAT BY_UNP CH_AHV CH_UID CY_VAT
  CZ_ICO CZ_RC CZ_VAT DE_DRIVER DE_IDNR DE_ID_CARD DE_KVNR DE_LANR DE_PASSPORT DE_PLATE DE_STNR DE_SVNR DE_VAT DK_CPR DK_VAT
  EE_IK EE_VAT ES_CIF ES_DNI ES_NIE ES_NSS ES_PASSPORT EU_EHIC EU_VAT FI_HETU FI_VAT FO_VN FR_CNI FR_NIR FR_PASSPORT FR_SIREN
  FR_SIRET FR_SPI FR_VAT GR_AFM GR_AMKA HR_OIB HU_TAJ HU_TIN HU_VAT IE_PPS IE_VAT IS_KT IT_CF IT_DRIVER IT_ID_CARD IT_PASSPORT
  IT_PIVA LI_PEID LT_AK LT_VAT LU_NIN LU_VAT LV_PK LV_VAT MD_IDNP ME_JMBG MK_EMBG MT_ID MT_VAT NL_BSN NL_PASSPORT NL_POSTCODE
  NL_VAT NO_FNR NO_KONTO NO_VAT PL_ID_CARD PL_NIP PL_PESEL PL_REGON PT_CC PT_NIF PT_NISS RO_CNP RO_CUI RS_JMBG RS_PIB RU_INN
  RU_PASSPORT RU_SNILS SE_ORGNR SE_PERSONNUMMER SE_SAMORDNING SI_EMSO SI_TIN SK_RC SK_VAT SM_COE TR_TCKN TR_VKN UA_RNTRC
  UK_BANK UK_CHI UK_DRIVER UK_NHS UK_NINO UK_PASSPORT UK_PLATE UK_POSTCODE UK_UPN UK_UTR UK_VAT`
  .trim()
  .split(/\s+/)

/** Checks of form alone: there is no check digit to verify, or it is not published. Their examples are the authority's. */
const FORMS = ['ad-nrt', 'de-stnr', 'fr-cni', 'uk-driver', 'uk-nino', 'uk-postcode']

const ORACLE: Readonly<Record<string, unknown>> = JSON.parse(
  readFileSync(new URL('./python-stdnum.json', import.meta.url), 'utf8'),
)
const judged = new Set([
  ...Object.keys(ORACLE),
  ...CASES.map(({ check }) => check),
  ...FORMULAS.map(({ check }) => check),
  ...FORMS,
])

const rules: readonly RuleSource[] = COUNTRIES.flatMap((country) =>
  readdirSync(join(RULES, country))
    .filter((name) => name.endsWith('.yaml'))
    .flatMap((name) => {
      const read = readRuleFile(name, readFileSync(join(RULES, country, name), 'utf8'))
      if (!('data' in read)) throw new Error(`${country}/${name} cannot be read`)
      return read.data.rules
    }),
)

describe('the packs of Europe', () => {
  it('have a rule for each recogniser', () => {
    const entities = new Set(rules.map(({ entity }) => entity))
    expect(ENTITIES.filter((entity) => !entities.has(entity))).toEqual([])
    expect(ENTITIES.length).toBeGreaterThanOrEqual(118)
  })

  it.each(rules)(
    '$id has examples, a source, and words of its country',
    ({ tests, references, context, jurisdictions }) => {
      expect(tests.match.length).toBeGreaterThanOrEqual(2)
      expect(tests.no_match.length).toBeGreaterThanOrEqual(2)
      expect(references.length).toBeGreaterThan(0)
      expect(jurisdictions[0]).toMatch(/^[A-Z]{2}$/)
      expect(Object.keys(context.boost).length).toBeGreaterThan(0)
      expect(context.json_keys.length).toBeGreaterThan(0)
    },
  )

  it.each(rules)('$id is checked by what an oracle has judged, or needs context', ({ patterns, validate }) => {
    const names = validate.filter((entry) => typeof entry === 'string')
    expect(names.filter((name) => !judged.has(name))).toEqual([])
    if (validate.length === 0) expect(patterns.filter((pattern) => !pattern.requires_context)).toEqual([])
  })

  it.each(rules)('$id never believes digits alone', ({ patterns }) => {
    const bare = patterns.filter(({ regex }) => /^\\b\\d\{[\d,]+\}\\b$/.test(regex))
    expect(bare.filter((pattern) => !pattern.requires_context)).toEqual([])
  })
})
