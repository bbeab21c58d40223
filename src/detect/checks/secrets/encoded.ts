const decode = (value: string): Buffer => Buffer.from(value, 'base64')

/**
 * Whether base64 holds `user:password` in printable characters, as in `Authorization: Basic`. Source: RFC 7617 section 2.
 */
export const basicCredentials = (value: string): boolean => {
  const text = decode(value).toString('utf8')
  return /^[^\p{Cc}\ufffd:]{0,100}:[^\p{Cc}\ufffd]{1,200}$/u.test(text)
}

/** DER: SEQUENCE of a length, INTEGER 3, SEQUENCE with the object identifier of PKCS #7 data behind it. */
const PKCS12_OID = Buffer.from('2a864886f70d0107', 'hex')

/** Whether base64 holds the start of a PKCS #12 file. Source: RFC 7292 section 4; RFC 5652 section 3. */
export const pkcs12 = (value: string): boolean => {
  const head = decode(value.slice(0, 64))
  const isVersionThree = head.subarray(0, 16).includes(Buffer.from([0x02, 0x01, 0x03]))
  return head[0] === 0x30 && isVersionThree && head.includes(PKCS12_OID)
}

/** Whether base64 is exactly 64 bytes: an Azure Storage account key. Source: learn.microsoft.com, "Manage storage account access keys". */
export const azureStorageKey = (value: string): boolean => value.length === 88 && decode(value).length === 64

/** Whether base64 holds the armour line of a private key. Source: RFC 7468 section 2. */
export const pemInBase64 = (value: string): boolean =>
  /^-----BEGIN (?:[A-Z0-9]+ ){0,3}PRIVATE KEY/.test(decode(value.slice(0, 96)).toString('latin1'))
