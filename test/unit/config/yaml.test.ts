import { describe, expect, it } from 'vitest'
import { parseYaml } from '../../../src/config/yaml.js'

const TEXT = `# a comment
host: a
auth:
  keys:
    - id: one
    - id: two
      hash: x
`

describe('parseYaml', () => {
  it('gives plain data of YAML 1.2', () => {
    expect(parseYaml('mode: off\nport: 8080\nlist: [1, "2"]\n', 'f').data).toEqual({
      mode: 'off',
      port: 8080,
      list: [1, '2'],
    })
  })

  it.each([
    [['host'], 2],
    [['auth', 'keys'], 4],
    [['auth', 'keys', 1], 6],
    [['auth', 'keys', 1, 'hash'], 7],
    [['auth', 'keys', 0, 'hash'], 5],
    [['auth', 'mode'], 3],
    [['nowhere'], 2],
  ])('finds the line of %j, or of its nearest parent', (path, line) => {
    expect(parseYaml(TEXT, 'f').lineOf(path)).toBe(line)
  })

  it.each([
    ['a key twice', 'a: 1\na: 2\n', 2],
    ['an open quote', 'a: 1\nb: "secret\n', 3],
    ['a second document', 'a: 1\n---\nb: 2\n', 2],
    ['an unknown tag', 'a: !run secret\n', 1],
  ])('reports %s with its line and without its text', (_, text, line) => {
    const { issues } = parseYaml(text, 'f.yaml')
    expect(issues[0]).toMatchObject({ file: 'f.yaml', line })
    expect(JSON.stringify(issues)).not.toContain('secret')
  })

  it('refuses aliases that would fill the memory', () => {
    const levels = Array.from({ length: 12 }, (_, i) => `l${i + 1}: &l${i + 1} [${Array(9).fill(`*l${i}`).join(', ')}]`)
    const { issues } = parseYaml(['l0: &l0 x', ...levels].join('\n'), 'f')
    expect(issues.map(({ message }) => message)).toEqual(['has too many aliases'])
  })

  it('keeps __proto__ an ordinary key', () => {
    const { data } = parseYaml('__proto__: { admin: true }\n', 'f')
    expect(Object.keys(data as object)).toEqual(['__proto__'])
    expect((data as { admin?: unknown }).admin).toBeUndefined()
  })

  it('gives null for an empty text', () => {
    expect(parseYaml('', 'f')).toMatchObject({ data: null, issues: [] })
  })
})
