import { auAbn, auAcn, auMedicare, auTfn } from '../au.js'
import { cnRic, cnUscc } from '../cn.js'
import { hkId } from '../hk.js'
import { idNik, idNpwp } from '../id.js'
import { inAadhaar, inPan, inVid } from '../in.js'
import { inEpic, inGstin, inUpi, inVehicle } from '../in-business.js'
import { jpCn, jpDriver, jpMyNumber } from '../jp.js'
import { krBrn, krDriver, krFrn, krRrn } from '../kr.js'
import { kzIin } from '../kz.js'
import { lkNic } from '../lk.js'
import { myNric } from '../my.js'
import { nzIrd, nzNhi } from '../nz.js'
import { nzBank } from '../nz-bank.js'
import { phTin } from '../ph.js'
import { sgNric, sgUen } from '../sg.js'
import { thPin } from '../th.js'
import { twId, twUbn } from '../tw.js'
import { vnCccd, vnMst } from '../vn.js'
import type { CheckTable } from './table.js'

/** Checks of Asia and the Pacific, by the name that rules use. */
export const ASIA_PACIFIC: CheckTable = [
  ['au-abn', auAbn],
  ['au-acn', auAcn],
  ['au-medicare', auMedicare],
  ['au-tfn', auTfn],
  ['cn-ric', cnRic],
  ['cn-uscc', cnUscc],
  ['hk-id', hkId],
  ['id-nik', idNik],
  ['id-npwp', idNpwp],
  ['in-aadhaar', inAadhaar],
  ['in-epic', inEpic],
  ['in-gstin', inGstin],
  ['in-pan', inPan],
  ['in-upi', inUpi],
  ['in-vehicle', inVehicle],
  ['in-vid', inVid],
  ['jp-cn', jpCn],
  ['jp-driver', jpDriver],
  ['jp-my-number', jpMyNumber],
  ['kr-brn', krBrn],
  ['kr-driver', krDriver],
  ['kr-frn', krFrn],
  ['kr-rrn', krRrn],
  ['kz-iin', kzIin],
  ['lk-nic', lkNic],
  ['my-nric', myNric],
  ['nz-bank', nzBank],
  ['nz-ird', nzIrd],
  ['nz-nhi', nzNhi],
  ['ph-tin', phTin],
  ['sg-nric', sgNric],
  ['sg-uen', sgUen],
  ['th-pin', thPin],
  ['tw-id', twId],
  ['tw-ubn', twUbn],
  ['vn-cccd', vnCccd],
  ['vn-mst', vnMst],
]
