import { describe, expect, it } from 'vitest'
import { anthropicMessages } from '../../../src/formats/anthropic-messages.js'
import type { Format } from '../../../src/formats/format.js'
import { gemini } from '../../../src/formats/gemini.js'
import { addNotice, type NoticePlace } from '../../../src/formats/notice.js'
import { openaiChat } from '../../../src/formats/openai-chat.js'
import { openaiResponses } from '../../../src/formats/openai-responses.js'

const NOTICE = 'Keep "tags" like $& <EMAIL_1>.'
const added = ({ notice }: Format, body: unknown): unknown =>
  JSON.parse(addNotice(typeof body === 'string' ? body : JSON.stringify(body), notice as NoticePlace, NOTICE))

describe('a notice to the model', () => {
  it('is the first message of an OpenAI chat', () => {
    const first = { role: 'system', content: NOTICE }
    const user = { role: 'user', content: 'hi "[{' }
    expect(added(openaiChat, { a: { messages: [] }, messages: [user], z: 1 })).toEqual({
      a: { messages: [] },
      messages: [first, user],
      z: 1,
    })
    expect(added(openaiChat, ' { "x" : [ "\\"]" , {} ] , "messages" : [ ] } ')).toEqual({
      x: ['"]', {}],
      messages: [first],
    })
  })

  it('begins the instructions of a response, given or not', () => {
    expect(added(openaiResponses, { instructions: 'be kind' })).toEqual({ instructions: `${NOTICE}\n\nbe kind` })
    expect(added(openaiResponses, { input: 'x' })).toEqual({ instructions: NOTICE, input: 'x' })
    expect(added(openaiResponses, {})).toEqual({ instructions: NOTICE })
  })

  it('begins the system prompt of Anthropic, a string or blocks', () => {
    expect(added(anthropicMessages, { system: 'be kind' })).toEqual({ system: `${NOTICE}\n\nbe kind` })
    expect(added(anthropicMessages, { system: [{ type: 'text', text: 'a' }] })).toEqual({
      system: [
        { type: 'text', text: NOTICE },
        { type: 'text', text: 'a' },
      ],
    })
    expect(added(anthropicMessages, { messages: [] })).toEqual({ system: NOTICE, messages: [] })
  })

  it('begins the system instruction of Gemini, in either spelling', () => {
    const text = { text: NOTICE }
    expect(added(gemini, { systemInstruction: { role: 'x', parts: [{ text: 'a' }] } })).toEqual({
      systemInstruction: { role: 'x', parts: [text, { text: 'a' }] },
    })
    expect(added(gemini, { system_instruction: { parts: [] } })).toEqual({ system_instruction: { parts: [text] } })
    expect(added(gemini, { contents: 1.5 })).toEqual({ systemInstruction: { parts: [text] }, contents: 1.5 })
  })

  it('leaves a body alone that has no place for it', () => {
    expect(added(openaiChat, '[]')).toEqual([])
    expect(added(openaiChat, { messages: null })).toEqual({ messages: null })
    expect(added(openaiChat, { prompt: 'x' })).toEqual({ prompt: 'x' })
    expect(added(anthropicMessages, { system: null })).toEqual({ system: null })
  })
})
