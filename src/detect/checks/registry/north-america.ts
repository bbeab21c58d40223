import { caBcPhn, caBn, caOhip, caPostcode, caRamq, caSin } from '../ca.js'
import { mxClabe, mxCurp, mxNss, mxRfc, mxRfcForm } from '../mx.js'
import { usItin, usSsn } from '../us.js'
import { notOneDigit, usAba, usAtin, usDea, usEin, usMbi, usNpi } from '../us-business.js'
import type { CheckTable } from './table.js'

/** Checks of North America, by the name that rules use. */
export const NORTH_AMERICA: CheckTable = [
  ['ca-bc-phn', caBcPhn],
  ['ca-bn', caBn],
  ['ca-ohip', caOhip],
  ['ca-postcode', caPostcode],
  ['ca-ramq', caRamq],
  ['ca-sin', caSin],
  ['mx-clabe', mxClabe],
  ['mx-curp', mxCurp],
  ['mx-nss', mxNss],
  ['mx-rfc', mxRfc],
  ['mx-rfc-form', mxRfcForm],
  ['not-one-digit', notOneDigit],
  ['us-aba', usAba],
  ['us-atin', usAtin],
  ['us-dea', usDea],
  ['us-ein', usEin],
  ['us-itin', usItin],
  ['us-mbi', usMbi],
  ['us-npi', usNpi],
  ['us-ssn', usSsn],
]
