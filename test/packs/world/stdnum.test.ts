import { stdnum } from 'stdnum'
import { describe, expect, it } from 'vitest'
import fixtures from './fixtures.json' with { type: 'json' }
import { checkNamed, corrupted, createRandom, generate } from './numbers.js'
import { SPECS } from './specs.js'

const FIXTURES: Readonly<Record<string, { readonly valid: string; readonly invalid: string }>> = fixtures

type Peer = readonly [check: string, country: string, validator: string, difference?: string]

/** Validators of the npm package by our check; where it judges some numbers differently, why ours is right. */
const PEERS: readonly Peer[] = [
  ['ar-cbu', 'AR', 'cbu', 'computes the check digit 10, which is no digit, where the sum is a multiple of 10'],
  ['ar-cuit', 'AR', 'cuit'],
  ['br-cnpj', 'BR', 'cnpj'],
  ['br-cpf', 'BR', 'cpf'],
  ['cl-rut', 'CL', 'rut'],
  ['co-nit', 'CO', 'nit'],
  ['cu-ni', 'CU', 'ni', 'refuses birth dates that are still to come'],
  ['do-cedula', 'DO', 'cedula'],
  ['ec-ci', 'EC', 'ci'],
  ['ec-ruc', 'EC', 'ruc', 'does not know public bodies whose third digit is 9'],
  ['gt-cui', 'GT', 'cui', 'accepts municipality 00 and does not know Sipacate, the fourteenth of Escuintla'],
  ['pe-cui', 'PE', 'cui', 'refuses check letters, though its table has them'],
  ['pe-ruc', 'PE', 'ruc'],
  ['py-ruc', 'PY', 'ruc', 'computes 1 where the remainder is 0; the tax office computes 0'],
  ['sv-nit', 'SV', 'nit', 'uses the old rule for the sequence 100 only and computes 1 where the remainder is 0'],
  ['uy-ci', 'UY', 'cedula'],
  ['uy-rut', 'UY', 'rut', 'does not know registration office 22'],
  ['ve-rif', 'VE', 'rif'],
  ['au-abn', 'AU', 'abn'],
  ['au-acn', 'AU', 'acn'],
  ['au-tfn', 'AU', 'tfn'],
  ['cn-ric', 'CN', 'ric', 'accepts births of any year, 1751 too'],
  ['cn-uscc', 'CN', 'uscc', 'refuses the check character 0, because it computes the thirty-first one instead'],
  ['gh-tin', 'GH', 'tin'],
  ['gn-nifp', 'GN', 'nifp'],
  ['hk-id', 'HK', 'hkid', 'refuses the letter O, which no authority excludes'],
  ['id-npwp', 'ID', 'npwp', 'refuses the sixteen digits of 2024 and kinds of taxpayer that it does not list'],
  ['il-hp', 'IL', 'hp'],
  ['il-id', 'IL', 'idnr'],
  ['in-aadhaar', 'IN', 'aadhaar'],
  ['in-epic', 'IN', 'epic'],
  ['in-gstin', 'IN', 'gstin'],
  ['in-vid', 'IN', 'vid'],
  ['jp-cn', 'JP', 'cn'],
  ['kr-brn', 'KR', 'brn'],
  ['kr-rrn', 'KR', 'rrn', 'expects a check digit of those who were born since October 2020 and have none'],
  ['ma-ice', 'MA', 'ice'],
  ['mu-nid', 'MU', 'nid', 'refuses the check character 0, because it computes H instead'],
  ['my-nric', 'MY', 'nric'],
  ['mz-nuit', 'MZ', 'nuit'],
  ['nz-bank', 'NZ', 'bank', 'also compares the branch with a register, which changes every month'],
  ['nz-ird', 'NZ', 'ird'],
  ['sg-uen', 'SG', 'uen'],
  ['th-pin', 'TH', 'idnr'],
  ['tw-id', 'TW', 'natid'],
  ['tw-ubn', 'TW', 'ubn', 'knows the rule before April 2023 only, a multiple of 10'],
  ['vn-mst', 'VN', 'mst'],
  ['za-id', 'ZA', 'idnr', 'refuses refugees, whose eleventh digit is 2'],
  ['za-tin', 'ZA', 'tin'],
]

const validatorOf = (country: string, name: string): ((value: string) => boolean) => {
  const validator = stdnum[country]?.[name]
  if (validator === undefined) throw new Error(`stdnum has no ${country}.${name}`)
  return (value) => validator.validate(value).isValid
}

describe('beside npm stdnum', () => {
  it.each(PEERS.map((peer) => ({ peer, name: peer[0] })))(
    '$name judges alike, or it is said why not',
    ({ peer: entry }) => {
      const [name, country, validator, difference] = entry
      const check = checkNamed(name)
      const peer = validatorOf(country, validator)
      const random = createRandom(3)
      const { valid, invalid } = FIXTURES[name]!
      const generated = generate(SPECS[name]!, { count: 100, seed: 5 })
      const values = [...valid.split(' '), ...invalid.split(' '), ...generated]
      for (const value of [...values]) values.push(corrupted(value, random))
      const differing = values.filter((value) => check(value) !== peer(value))
      if (difference === undefined) expect(differing).toEqual([])
      else expect(differing.length, difference).toBeGreaterThan(0)
    },
  )
})
