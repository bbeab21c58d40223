import { describe, expect, it } from 'vitest'
import { GatewayError } from '../../../src/errors.js'
import { findLeaves, pointerOf, writeLeaves } from '../../../src/formats/json.js'
import { FREE } from '../../../src/formats/shape.js'
import { SPACES_CHAT } from '../../../src/formats/spaces-chat.js'

const texts = (source: string, shape = SPACES_CHAT) =>
  findLeaves(source, shape, 64).map((leaf) => [pointerOf(leaf.node), leaf.isKey ? `key:${leaf.text}` : leaf.text])

const codeOf = (run: () => unknown): string => {
  try {
    run()
  } catch (error) {
    if (error instanceof GatewayError) return error.code
    throw error
  }
  return 'none'
}

describe('findLeaves', () => {
  it('finds every text leaf of a chat body and skips what is structural', () => {
    const body = {
      thread_id: 't-1',
      message: 'hello',
      model: { provider: 'openai', name: 'gpt' },
      uploaded_files: ['file-1'],
      parent_message_id: 'm-1',
      metadata: { note: 'x', nested: { list: ['a', { b: 'c' }] } },
      tool_call_results: [
        { tool_call_id: 'c-1', name: 'lookup', content: 'found', result: { id: 'jane', name: 'Jane' } },
      ],
      surprise: { kind: 'y' },
    }
    expect(texts(JSON.stringify(body))).toEqual([
      ['/message', 'hello'],
      ['/metadata/note', 'key:note'],
      ['/metadata/note', 'x'],
      ['/metadata/nested', 'key:nested'],
      ['/metadata/nested/list', 'key:list'],
      ['/metadata/nested/list/0', 'a'],
      ['/metadata/nested/list/1/b', 'key:b'],
      ['/metadata/nested/list/1/b', 'c'],
      ['/tool_call_results/0/content', 'key:content'],
      ['/tool_call_results/0/content', 'found'],
      ['/tool_call_results/0/result', 'key:result'],
      ['/tool_call_results/0/result/id', 'key:id'],
      ['/tool_call_results/0/result/id', 'jane'],
      ['/tool_call_results/0/result/name', 'key:name'],
      ['/tool_call_results/0/result/name', 'Jane'],
      ['/surprise', 'key:surprise'],
      ['/surprise/kind', 'key:kind'],
      ['/surprise/kind', 'y'],
    ])
  })

  it('treats the grammar of a tool schema as structural and its data as text', () => {
    const tools = [
      {
        type: 'function',
        function: {
          name: 'mail',
          description: 'mails Jane',
          parameters: {
            type: 'object',
            required: ['to'],
            properties: { type: { type: 'string', enum: ['a@b.example'], description: 'd' }, to: { format: 'email' } },
          },
        },
      },
    ]
    expect(texts(JSON.stringify({ tools })).filter(([, text]) => !text?.startsWith('key:'))).toEqual([
      ['/tools/0/function/description', 'mails Jane'],
      ['/tools/0/function/parameters/properties/type/enum/0', 'a@b.example'],
      ['/tools/0/function/parameters/properties/type/description', 'd'],
    ])
  })

  it('scans numbers of seven and more digits', () => {
    expect(
      texts('{"a":123456,"b":4155550132,"c":-1e400,"d":12345678901234567890}', FREE).filter(
        ([, t]) => !t?.startsWith('key'),
      ),
    ).toEqual([
      ['/b', '4155550132'],
      ['/d', '12345678901234567890'],
    ])
  })

  it('names the nearest member as the hint of a list element', () => {
    expect(findLeaves('{"ssn":["x"]}', FREE, 9).at(-1)?.hint).toBe('ssn')
  })

  it('decodes escapes and survives quotes, backslashes and prototype names', () => {
    const body = { __x: 1, 'q"k': 'a"b\\', constructor: 'c', e: '\\\\"' }
    const source = `{"__proto__":"p",${JSON.stringify(body).slice(1)}`
    expect(texts(source, FREE).map(([, text]) => text)).toEqual([
      'key:__proto__',
      'p',
      'key:__x',
      'key:q"k',
      'a"b\\',
      'key:constructor',
      'c',
      'key:e',
      '\\\\"',
    ])
  })

  it('refuses duplicate keys however they are spelt, and nesting beyond the limit', () => {
    expect(codeOf(() => findLeaves('{"a":1,"\\u0061":2}', FREE, 9))).toBe('body_duplicate_key')
    expect(codeOf(() => findLeaves('[[[[]]]]', FREE, 3))).toBe('body_too_deep')
    expect(codeOf(() => findLeaves('[[[1]]]', FREE, 3))).toBe('none')
  })
})

describe('writeLeaves', () => {
  it('leaves every other character of the source as it was', () => {
    const source = '{ "b" : 1e400 ,\n "a":12345678901234567890, "message":"x\\u00e9" }'
    expect(writeLeaves(source, findLeaves(source, SPACES_CHAT, 9), new Map())).toBe(source)
    const leaves = findLeaves(source, SPACES_CHAT, 9)
    const index = leaves.findIndex((leaf) => leaf.text === 'xé')
    expect(writeLeaves(source, leaves, new Map([[index, 'y"\n']]))).toBe(source.replace('"x\\u00e9"', '"y\\"\\n"'))
  })

  it('turns a replaced number into a string', () => {
    const source = '{"metadata":4155550132}'
    expect(writeLeaves(source, findLeaves(source, SPACES_CHAT, 9), new Map([[0, '<PHONE_1>']]))).toBe(
      '{"metadata":"<PHONE_1>"}',
    )
  })

  it('refuses two keys that become equal, and renames pointers so that they hold no value', () => {
    const source = '{"a":"v","b":2}'
    const leaves = findLeaves(source, FREE, 9)
    expect(codeOf(() => writeLeaves(source, leaves, new Map([[0, 'b']])))).toBe('body_key_collision')
    const again = findLeaves(source, FREE, 9)
    expect(writeLeaves(source, again, new Map([[0, '<EMAIL_1>']]))).toBe('{"<EMAIL_1>":"v","b":2}')
    expect(pointerOf(again[1]?.node ?? null)).toBe('/<EMAIL_1>')
  })
})
