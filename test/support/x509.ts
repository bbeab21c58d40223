import { createPrivateKey, generateKeyPairSync, randomBytes, sign, X509Certificate } from 'node:crypto'

/** Certificates made for one test run: X.509 v3 (RFC 5280) with EC keys, encoded by hand. */

type Node = Buffer

const der = (tag: number, ...parts: readonly Node[]): Node => {
  const body = Buffer.concat(parts)
  const length =
    body.length < 128
      ? Buffer.of(body.length)
      : body.length < 256
        ? Buffer.of(0x81, body.length)
        : Buffer.of(0x82, body.length >> 8, body.length & 255)
  return Buffer.concat([Buffer.of(tag), length, body])
}
const sequence = (...parts: readonly Node[]) => der(0x30, ...parts)
const oid = (hex: string) => der(0x06, Buffer.from(hex, 'hex'))
const COMMON_NAME = '550403'
const ECDSA_SHA256 = sequence(oid('2a8648ce3d040302'))
const BASIC_CONSTRAINTS = '551d13'
const SUBJECT_ALT_NAME = '551d11'
const YES = der(0x01, Buffer.of(0xff))
const DAY_MS = 86_400_000

const nameOf = (text: string) => sequence(der(0x31, sequence(oid(COMMON_NAME), der(0x0c, Buffer.from(text)))))
const time = (ms: number) => {
  const digits = new Date(ms).toISOString().replace(/[-:T]|\.\d+/g, '')
  return der(0x17, Buffer.from(digits.slice(2)))
}
const extension = (id: string, value: Node) => sequence(oid(id), YES, der(0x04, value))

/** `DNS:…`, `URI:…`, `IP:…` (four numbers) and `email:…` as GeneralName. */
const generalName = (san: string): Node => {
  const [kind = '', ...rest] = san.split(':')
  const text = rest.join(':')
  if (kind === 'IP') return der(0x87, Buffer.from(text.split('.').map(Number)))
  const tag = { email: 0x81, DNS: 0x82, URI: 0x86 }[kind] ?? 0x82
  return der(tag, Buffer.from(text))
}

export type Identity = { readonly cert: string; readonly key: string }

const toPem = (bytes: Buffer) => new X509Certificate(bytes).toString()

/** Makes a certificate; without an issuer it is an authority that signs itself. */
export const makeCertificate = (name: string, sans: readonly string[], issuer?: Identity): Identity => {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const key = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  const issuerName = issuer === undefined ? name : /CN=(.+)/.exec(new X509Certificate(issuer.cert).subject)![1]!
  const signer = issuer === undefined ? privateKey : createPrivateKey(issuer.key)
  const constraints = extension(BASIC_CONSTRAINTS, issuer === undefined ? sequence(YES) : sequence())
  const names = sans.length === 0 ? [] : [extension(SUBJECT_ALT_NAME, sequence(...sans.map(generalName)))]
  const serial = randomBytes(8)
  serial[0] = (serial[0]! & 0x3f) | 0x40
  const body = sequence(
    der(0xa0, der(0x02, Buffer.of(2))),
    der(0x02, serial),
    ECDSA_SHA256,
    nameOf(issuerName),
    sequence(time(Date.now() - DAY_MS), time(Date.now() + DAY_MS)),
    nameOf(name),
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(constraints, ...names)),
  )
  const signature = sign('sha256', body, signer)
  const bytes = sequence(body, ECDSA_SHA256, der(0x03, Buffer.of(0), signature))
  return { cert: toPem(bytes), key }
}
