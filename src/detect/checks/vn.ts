import { isDigits } from './digits.js'
import { hasCheckDigit } from './has-check-digit.js'

const PROVINCES = new Set(
  `001 002 004 006 008 010 011 012 014 015 017 019 020 022 024 025 026 027 030 031 033 034 035 036 037 038 040 042 044 045
  046 048 049 051 052 054 056 058 060 062 064 066 067 068 070 072 074 075 077 079 080 082 083 084 086 087 089 091 092 093
  094 095 096`.split(/\s+/),
)

/**
 * Whether twelve digits are a Vietnamese citizen number: province of birth, sex and century, year, sequence. It has no check
 * digit. Source: Circular 07/2016/TT-BCA and its annex of provinces; vi.wikipedia Căn_cước_công_dân.
 */
export const vnCccd = (value: string): boolean => isDigits(value, 12) && PROVINCES.has(value.slice(0, 3))

const TAX_WEIGHTS = [31, 29, 23, 19, 17, 13, 7, 5, 3]
const taxDigit = (sum: number): number => 10 - (sum % 11)

/**
 * Whether ten digits, or thirteen with a branch, are a Vietnamese tax code: modulus 11. Source: Tổng cục Thuế (gdt.gov.vn),
 * Circular 105/2020/TT-BTC; OECD TIN sheet for Viet Nam.
 */
export const vnMst = (value: string): boolean => {
  if (!(isDigits(value, 10) || isDigits(value, 13)) || value.slice(2, 9) === '0000000') return false
  return !(value.length === 13 && value.endsWith('000')) && hasCheckDigit(value, TAX_WEIGHTS, taxDigit)
}
