import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { loadRules } from '../../../src/rules/load.js'
import { type ReadRuleFile, readRuleFile } from '../../../src/rules/read.js'
import type { RuleSet } from '../../../src/rules/rule-set.js'
import fixtures from './fixtures.json' with { type: 'json' }
import { SPECS } from './specs.js'

const DIR = join(import.meta.dirname, '..', '..', '..', 'rules')

/** What each country's pack knows. */
const ENTITIES = {
  br: ['BR_CPF', 'BR_CNPJ', 'BR_PIS', 'BR_CNH', 'BR_TITULO', 'BR_CNS'],
  ar: ['AR_CUIT', 'AR_DNI', 'AR_CBU'],
  cl: ['CL_RUT'],
  co: ['CO_NIT', 'CO_CC'],
  pe: ['PE_DNI', 'PE_RUC'],
  ec: ['EC_CI', 'EC_RUC'],
  uy: ['UY_CI', 'UY_RUT'],
  ve: ['VE_RIF'],
  do: ['DO_CEDULA'],
  cr: ['CR_CPF'],
  gt: ['GT_CUI'],
  sv: ['SV_NIT'],
  py: ['PY_RUC'],
  bo: ['BO_CI'],
  cu: ['CU_NI'],
  cn: ['CN_RIC', 'CN_USCC', 'CN_PASSPORT'],
  hk: ['HK_ID'],
  tw: ['TW_ID', 'TW_UBN'],
  jp: ['JP_MYNUMBER', 'JP_CN', 'JP_PASSPORT', 'JP_DRIVER'],
  kr: ['KR_RRN', 'KR_FRN', 'KR_BRN', 'KR_DRIVER', 'KR_PASSPORT'],
  in: ['IN_AADHAAR', 'IN_VID', 'IN_PAN', 'IN_GSTIN', 'IN_EPIC', 'IN_PASSPORT', 'IN_IFSC', 'IN_UPI', 'IN_VEHICLE'],
  pk: ['PK_CNIC'],
  bd: ['BD_NID'],
  lk: ['LK_NIC'],
  id: ['ID_NIK', 'ID_NPWP'],
  my: ['MY_NRIC'],
  sg: ['SG_NRIC', 'SG_UEN'],
  th: ['TH_PIN'],
  vn: ['VN_CCCD', 'VN_MST'],
  ph: ['PH_TIN', 'PH_PHILSYS'],
  au: ['AU_TFN', 'AU_MEDICARE', 'AU_ABN', 'AU_ACN', 'AU_DRIVER', 'AU_PASSPORT'],
  nz: ['NZ_IRD', 'NZ_NHI', 'NZ_BANK'],
  kz: ['KZ_IIN'],
  il: ['IL_ID', 'IL_HP'],
  ae: ['AE_EID'],
  sa: ['SA_NID'],
  kw: ['KW_CIVIL'],
  qa: ['QA_QID'],
  ir: ['IR_NID'],
  eg: ['EG_NID', 'EG_TN'],
  za: ['ZA_ID', 'ZA_TIN'],
  ng: ['NG_NIN', 'NG_BVN'],
  ke: ['KE_PIN'],
  gh: ['GH_TIN', 'GH_CARD'],
  ma: ['MA_ICE'],
  dz: ['DZ_NIF'],
  tn: ['TN_MF'],
  sn: ['SN_NINEA'],
  mu: ['MU_NID'],
  mz: ['MZ_NUIT'],
  ao: ['AO_BI'],
  gn: ['GN_NIFP'],
} as const

/** Checks of a structure or a list; they have no formula to write a second time. */
const STRUCTURES = new Set(['in-pan', 'in-upi', 'in-vehicle'])

const readAll = (): readonly ReadRuleFile[] =>
  Object.keys(ENTITIES).flatMap((country) =>
    readdirSync(join(DIR, country)).map((name) => {
      const file = join(DIR, country, name)
      const read = readRuleFile(file, readFileSync(file, 'utf8'))
      if ('issues' in read) throw new Error(JSON.stringify(read.issues))
      return read
    }),
  )

const rules = readAll().flatMap(({ data }) => data.rules)

describe('the packs of Latin America, Asia, the Pacific, the Middle East and Africa', () => {
  it('hold a rule for each of their 97 recognisers', () => {
    const expected = Object.values(ENTITIES).flat()
    expect(expected.length).toBe(97)
    const known = new Set(rules.map(({ entity }) => entity))
    expect(expected.filter((entity) => !known.has(entity))).toEqual([])
  })

  it.each(rules.map((rule) => ({ id: rule.id, rule })))(
    '$id needs its name beside it where nothing proves it',
    ({ rule }) => {
      expect(rule.context.json_keys.length).toBeGreaterThan(0)
      expect(Object.values(rule.context.boost).flat().length).toBeGreaterThan(0)
      expect(rule.references.length).toBeGreaterThan(0)
      if (rule.validate.length > 0) return
      expect(rule.patterns.filter(({ requires_context }) => !requires_context)).toEqual([])
    },
  )

  it('verify check digits whose formula is tested', () => {
    const named = rules.flatMap(({ validate }) => validate).filter((check) => typeof check === 'string')
    expect(named.filter((name) => !(name in SPECS) && !STRUCTURES.has(name))).toEqual([])
  })
})

describe('numbers in their member, tag or label', () => {
  let ruleSet: RuleSet
  beforeAll(async () => {
    const loaded = await loadRules({ dir: DIR, engine: 'auto', defaultRegion: 'US', minLikelihood: 'likely' })
    if ('issues' in loaded) throw new Error(JSON.stringify(loaded.issues))
    ruleSet = loaded.ruleSet
  }, 60_000)

  const numbers: Readonly<Record<string, { readonly valid: string; readonly invalid: string }>> = fixtures
  const checked = rules.flatMap((rule) => {
    const [check] = rule.validate
    // One rule takes no number without its hyphens.
    if (rule.id === 'kr-driver-dashed') return []
    return typeof check === 'string' && check in numbers ? [{ id: rule.id, rule, numbers: numbers[check]! }] : []
  })

  it.each(checked)(
    '$id: each number of the independent implementation is found whole',
    ({ id, rule, numbers: { valid } }) => {
      const key = rule.context.json_keys[0]!
      const isFound = (value: string) =>
        ruleSet.detect(value, key).some(({ rule: by, start, end }) => by === id && start === 0 && end === value.length)
      expect(valid.split(' ').filter((value) => !isFound(value))).toEqual([])
    },
  )

  it.each(checked)(
    '$id: a number that fails its check counts only where something names it',
    ({ id, rule, numbers: { invalid } }) => {
      const key = rule.context.json_keys[0]!
      for (const value of invalid.split(' ').filter((value) => value !== '')) {
        expect(ruleSet.detect(`a ${value} b`, '').filter(({ rule: by }) => by === id)).toEqual([])
        const named = ruleSet.detect(value, key).filter(({ rule: by }) => by === id)
        for (const { score } of named) expect(score).toBeLessThan(4)
      }
    },
  )
})
