import { ageSecretKey } from '../crypto/bech32.js'
import { azureStorageKey, basicCredentials, pemInBase64, pkcs12 } from '../secrets/encoded.js'
import { highEntropy } from '../secrets/entropy.js'
import { bearerToken, secretLiteral, secretValue } from '../secrets/stand-in.js'
import { strongPassword } from '../secrets/strong-password.js'
import type { CheckTable } from './table.js'

/** Checks of keys, tokens and passwords, by the name that rules use. */
export const SECRETS: CheckTable = [
  ['age-secret-key', ageSecretKey],
  ['azure-storage-key', azureStorageKey],
  ['basic-credentials', basicCredentials],
  ['bearer-token', bearerToken],
  ['high-entropy', highEntropy],
  ['pem-in-base64', pemInBase64],
  ['pkcs12', pkcs12],
  ['secret-literal', secretLiteral],
  ['secret-value', secretValue],
  ['strong-password', strongPassword],
]
