import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { checkNamed, createRandom } from '../world/numbers.js'

const ALPHANUMERIC = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const AMOUNT = 1_000
const random = createRandom(11)
const drawn = (length: number, alphabet = ALPHANUMERIC): string =>
  Array.from({ length }, () => random.pick(alphabet)).join('')
const many = <T>(make: () => T): T[] => Array.from({ length: AMOUNT }, make)

describe('high-entropy', () => {
  const check = checkNamed('high-entropy')

  it('knows what was drawn at random', () => {
    expect(many(() => drawn(32)).filter((value) => !check(value)).length).toBeLessThanOrEqual(AMOUNT / 50)
    expect(many(() => drawn(40, '0123456789abcdef')).filter((value) => !check(value)).length).toBeLessThanOrEqual(5)
  })

  it.each([
    'application_secret_name',
    'values_3.CREDENTIAL_OPTIONS.some',
    'claude_tag_1.BetaKeyScopeMissingError',
    'ThisIsAVeryLongCamelCaseName',
    '1111111111111111111',
    'aaaaaaaaaaaaaaaa1111',
    'my-service-account-2',
  ])('refuses %s', (value) => {
    expect(check(value)).toBe(false)
  })
})

describe('secret-value and secret-literal', () => {
  const [value, literal] = [checkNamed('secret-value'), checkNamed('secret-literal')]

  it.each([...['hunter2', 'tr0ub4dor&3', 'Pass123!@#', 'super$ecret', '123P4ssW0rd@@', '1qay@WXS????', 'geheim-123']])(
    'believe %s',
    (text) => {
      expect([value(text), literal(text)]).toEqual([true, true])
    },
  )

  it.each([
    ...[
      '$PASSWORD',
      '$' + '{PASSWORD}',
      '%PASS%',
      '<password>',
      '{{ password }}',
      '[password]',
      'process.env.PASSWORD',
    ],
    ...[
      'changeme',
      'your_password',
      'xxxxxxxx',
      '********',
      '...',
      'getPassword()',
      'os.environ["PW"]',
      'null',
      '1234',
    ],
  ])('refuse the stand-in %s', (text) => {
    expect([value(text), literal(text)]).toEqual([false, false])
  })

  it.each([
    'oldPassword',
    'user_password',
    'Passwort',
    '#add-password',
    '/reset/password',
    'cms/sites/passwords#update',
  ])('take %s for a name where code may stand', (text) => {
    expect(literal(text)).toBe(false)
  })
})

describe('encoded secrets', () => {
  it('knows user and password in base64, and no other base64', () => {
    const check = checkNamed('basic-credentials')
    const encoded = many(() => Buffer.from(`${drawn(8)}:${drawn(12)}`).toString('base64'))
    expect(encoded.filter((one) => !check(one))).toEqual([])
    expect(many(() => Buffer.from(drawn(16)).toString('base64')).filter(check)).toEqual([])
    expect(check('functionality')).toBe(false)
  })

  it('counts the bytes of a storage key', () => {
    const check = checkNamed('azure-storage-key')
    const key = createHash('sha512').update('x').digest()
    expect(check(key.toString('base64'))).toBe(true)
    expect(check(key.subarray(1).toString('base64'))).toBe(false)
  })

  it('reads the first line of an encoded PEM file', () => {
    const check = checkNamed('pem-in-base64')
    const file = (label: string) =>
      Buffer.from(`-----BEGIN ${label}-----\nMIIB\n-----END ${label}-----\n`).toString('base64')
    for (const label of ['PRIVATE KEY', 'RSA PRIVATE KEY', 'ENCRYPTED PRIVATE KEY'])
      expect(check(file(label))).toBe(true)
    for (const label of ['CERTIFICATE', 'PUBLIC KEY']) expect(check(file(label))).toBe(false)
  })

  it('reads the head of a PKCS #12 file', () => {
    const check = checkNamed('pkcs12')
    const head = (oid: string) =>
      Buffer.from(`30820a3a020103308209f606092a864886f70d0107${oid}a08209e7`, 'hex').toString('base64')
    expect(check(head('01'))).toBe(true)
    expect(
      check(Buffer.from('3082012230 0d06092a864886f70d010101'.replaceAll(' ', ''), 'hex').toString('base64')),
    ).toBe(false)
  })

  it('knows bearer tokens from words', () => {
    const check = checkNamed('bearer-token')
    expect(check('mF_9.B5f-4.1JqM')).toBe(true)
    for (const value of ['YOUR_ACCESS_TOKEN', 'authentication', '$' + '{token1234567890}'])
      expect(check(value)).toBe(false)
  })
})

describe('strong-password', () => {
  const [strong, literal] = [checkNamed('strong-password'), checkNamed('secret-literal')]
  const SIGNED = `${ALPHANUMERIC}!#$%&()*+@^`

  it('knows what a generator drew, whatever sign it begins with', () => {
    const drawnOnes = many(
      () => `${drawn(4, 'abcdefgh')}${drawn(3, '23456789')}#${drawn(4, 'KLMNPQRS')}${drawn(3, SIGNED)}`,
    )
    expect(drawnOnes.filter((value) => !strong(value)).length).toBeLessThanOrEqual(AMOUNT / 100)
    expect(many(() => `$${drawn(3)}(7aK${drawn(7, SIGNED)}`).filter((value) => !literal(value)).length).toBeLessThan(
      AMOUNT / 4,
    )
  })

  it.each(['hunter651$X', 'Sommer2210!', 'uBbIoCZv#81', 'yD(2OUvZ+#TEZI'])('believes %s', (value) => {
    expect([strong(value), literal(value)]).toEqual([true, true])
  })

  it.each([
    'sha256sum',
    'OAuth2Client',
    'issue#12345',
    'config.PASSWORD2',
    'user%20name1',
    'https://x1.example',
    'getPass2(user)',
    'short1!',
  ])('does not take %s for one', (value) => {
    expect(strong(value)).toBe(false)
  })

  it('leaves references and calls alone', () => {
    for (const value of ['getPassword2(userId1)', '$super$ecret', '%{password1A}', '0x02'])
      expect(literal(value)).toBe(false)
  })
})
