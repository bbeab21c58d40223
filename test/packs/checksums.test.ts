import { describe, expect, it } from 'vitest'
import { CHECKS } from '../../src/detect/checks/index.js'
import { CASES } from './europe/cases.js'
import { FORMULAS } from './europe/formulas.js'
import { fill } from './europe/numbers.js'
import pythonStdnum from './europe/python-stdnum.json' with { type: 'json' }
import globalFixtures from './global/fixtures.json' with { type: 'json' }
import { SPECS as GLOBAL } from './global/specs.js'
import worldFixtures from './world/fixtures.json' with { type: 'json' }
import { createRandom, generate, type Random } from './world/numbers.js'
import { SPECS as WORLD } from './world/specs.js'

type Judge = (value: string) => boolean

const AMOUNT = 1_000
/** Numbers of which each digit is changed to each other digit. */
const EXAMINED = 60

/** Checks of form, of a list or of meaning: they have no check digit to get wrong. */
const FORMS = new Set(
  `birth-date company-name email jwt person-name username geo-coordinate icd10 vin-form special-term azure-storage-key
  basic-credentials bearer-token high-entropy pem-in-base64 pkcs12 secret-literal secret-value strong-password fr-cni uk-driver
  uk-postcode ca-postcode ca-ramq mx-rfc-form not-one-digit us-mbi in-upi in-vehicle bic in-pan mac uk-nino us-ssn us-ein us-itin us-atin
  ipv4 ipv6 ad-nrt kr-driver imsi de-stnr sol-address vn-cccd id-nik lk-nic cu-ni my-nric eg-nid`.split(/\s+/),
)
/** Checks by a hash or a polynomial over the whole value, and of whole documents: no digit completes them. */
const WHOLE = new Set(
  `btc-base58 btc-bech32 eth-address ltc-address trx-address xmr-address xrp-address seed-phrase github-token
  age-secret-key mrz-td1 mrz-td2 mrz-td3`.split(/\s+/),
)

/**
 * Percent of the single-digit errors that are caught where not all can be: digits outside the sum (issue numbers, branches,
 * series without a check), two remainders that share a digit, weights that share a factor with the modulus.
 */
const CAUGHT: Readonly<Record<string, number>> = {
  'ar-cuit': 97,
  'au-acn': 90,
  'au-medicare': 90,
  'ba-jmbg': 98,
  'be-bis': 99,
  'be-nrn': 99,
  'bg-egn': 98,
  'bg-vat': 93,
  'br-cnh': 99,
  'br-cnpj': 99,
  'br-cns': 93,
  'br-cpf': 99,
  'br-pis': 97,
  'br-titulo': 98,
  'ca-bn': 82,
  'card-track': 51,
  'co-nit': 97,
  'cz-ico': 97,
  'cz-rc': 86,
  'cz-vat': 92,
  'de-lanr': 74,
  'dk-cpr': 20,
  'ec-ruc': 72,
  'ee-ik': 98,
  'eu-vat': 97,
  'fr-siret': 99,
  'fr-vat': 98,
  'gr-afm': 98,
  'gt-cui': 85,
  'id-npwp': 58,
  'ir-nid': 98,
  'is-kt': 97,
  'jp-cn': 97,
  'jp-driver': 89,
  'jp-my-number': 98,
  'kr-frn': 92,
  'kr-rrn': 93,
  'kz-iin': 91,
  'lt-ak': 98,
  'lt-vat': 98,
  'lv-pk': 98,
  'lv-vat': 99,
  'me-jmbg': 98,
  'mk-embg': 98,
  'mx-curp': 92,
  'mz-nuit': 97,
  'nl-vat': 82,
  'nz-bank': 68,
  'nz-ird': 98,
  'pe-cui': 99,
  'pe-ruc': 98,
  'pl-regon': 98,
  'pt-nif': 97,
  'pt-niss': 94,
  'py-ruc': 97,
  'ro-cnp': 98,
  'ro-cui': 98,
  'rs-jmbg': 98,
  'ru-inn': 98,
  'ru-snils': 99,
  'se-personnummer': 99,
  'si-emso': 98,
  'sk-rc': 98,
  'sk-vat': 99,
  'sn-ninea': 92,
  'sv-nit': 97,
  'th-pin': 89,
  'tw-id': 91,
  'tw-ubn': 85,
  'ua-rntrc': 98,
  'uk-utr': 97,
  'uk-vat': 88,
  'us-dea': 95,
  'uy-ci': 93,
  've-rif': 98,
  'vn-mst': 92,
}

const SEEDS: Readonly<Record<string, readonly string[]>> = {
  card: ['4111111111111111', '5555555555554444', '378282246310005'],
  luhn: ['79927398713', '4111111111111111'],
  verhoeff: ['2363', '84736430954837284567892'],
  'iso7064-mod-11-10': ['794623', '12345678903', '86095742719'],
  'card-track': ['%B4111111111111111^DOE/JANE^3012101000000000000?', ';4111111111111111=30121010000012345?'],
}
const FIXTURES: Readonly<Record<string, { readonly valid: string }>> = { ...globalFixtures, ...worldFixtures }
const STDNUM: Readonly<Record<string, { readonly valid: readonly string[] }>> = pythonStdnum

/** Valid numbers of others and of the written-out formulas. */
const seedsOf = (name: string, check: Judge): readonly string[] => {
  const spec = GLOBAL[name] ?? WORLD[name]
  const masks = CASES.find((one) => one.check === name)?.masks ?? []
  return [
    ...(SEEDS[name] ?? []),
    ...(FIXTURES[name]?.valid.split(' ') ?? []),
    ...(STDNUM[name]?.valid ?? []),
    ...FORMULAS.filter((one) => one.check === name).flatMap(({ complete }) => [complete(), complete()]),
    ...(spec === undefined ? [] : generate(spec, { count: 20, seed: 3 })),
    ...(STDNUM[name] === undefined ? masks.flatMap((mask) => Array.from({ length: 1_000 }, () => fill(mask))) : []),
  ].filter(check)
}

const placesOf = (value: string): readonly number[] =>
  Array.from(value, (sign, at) => (/[0-9]/.test(sign) ? at : -1)).filter((at) => at >= 0)
const put = (value: string, at: number, digit: number): string => value.slice(0, at) + digit + value.slice(at + 1)

/** The value with three digits changed, and one, or the last two, chosen so that the check passes again. */
const another = (value: string, check: Judge, random: Random): string | null => {
  const places = placesOf(value)
  let changed = value
  for (let times = 0; times < 3; times += 1)
    changed = put(changed, places[random.below(places.length)]!, random.below(10))
  for (const at of places.toReversed())
    for (let digit = 0; digit < 10; digit += 1) {
      const completed = put(changed, at, digit)
      if (check(completed)) return completed
    }
  const [tens, ones] = places.slice(-2)
  for (let digits = 0; tens !== undefined && ones !== undefined && digits < 100; digits += 1) {
    const completed = put(put(changed, tens, Math.floor(digits / 10)), ones, digits % 10)
    if (check(completed)) return completed
  }
  return null
}

const validOf = (name: string, check: Judge): readonly string[] => {
  const seeds = seedsOf(name, check)
  const random = createRandom(9)
  const valid = new Set<string>()
  for (let turn = 0; seeds.length > 0 && turn < 8 * AMOUNT && valid.size < AMOUNT; turn += 1) {
    const value = another(seeds[turn % seeds.length]!, check, random)
    if (value !== null) valid.add(value)
  }
  return [...valid]
}

const changesOf = (value: string): readonly string[] =>
  placesOf(value).flatMap((at) =>
    Array.from({ length: 10 }, (_, digit) => put(value, at, digit)).filter((changed) => changed !== value),
  )

describe('checks with a check digit', () => {
  const names = [...CHECKS.keys()].filter((name) => !FORMS.has(name) && !WHOLE.has(name))

  it('are all but those of form and of whole values', () => {
    for (const name of [...FORMS, ...WHOLE, ...Object.keys(CAUGHT)]) expect(CHECKS.has(name), name).toBe(true)
    expect(names.length).toBeGreaterThanOrEqual(185)
  })

  it.each(names)('%s: a thousand valid numbers, a thousand corrupted ones, each wrong digit', (name) => {
    const judge = CHECKS.get(name)!
    const check: Judge = (value) => judge(value) === true
    const valid = validOf(name, check)
    expect(valid.length).toBe(AMOUNT)
    const least = (CAUGHT[name] ?? 100) / 100
    const random = createRandom(17)
    const corrupted = valid.map((value) => {
      const places = placesOf(value)
      const at = places[random.below(places.length)]!
      return put(value, at, (Number(value[at]) + 1 + random.below(9)) % 10)
    })
    const each = valid.slice(0, EXAMINED).flatMap(changesOf)
    for (const wrong of [corrupted, each]) {
      const caught = wrong.filter((value) => !check(value)).length / wrong.length
      expect(caught).toBeGreaterThanOrEqual(least)
    }
  })
})
