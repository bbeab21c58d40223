import type { Behaviour, Recorded } from '../support/upstream.js'
import { reply, stream } from '../support/upstream.js'
import type { Step } from './agent-task.js'

/**
 * A model that does what a script says, whatever it is asked, in the API that the request's path names, streamed or not.
 * Texts and arguments of a stream are cut into pieces of three characters, so that every placeholder is cut.
 */

type Event = { readonly event?: string; readonly data: unknown }
type Api = { readonly whole: (step: Step, id: string) => unknown; readonly events: (step: Step, id: string) => Event[] }

const PIECE_CHARS = 3
const pieces = (text: string): string[] => text.match(new RegExp(`[^]{1,${PIECE_CHARS}}`, 'g')) ?? []

const chatUsage = { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 }

const chatMessage = (step: Step, id: string) =>
  'say' in step
    ? { role: 'assistant', content: step.say, refusal: null }
    : {
        role: 'assistant',
        content: null,
        refusal: null,
        tool_calls: [
          { id: `call_${id}`, type: 'function', function: { name: step.call, arguments: JSON.stringify(step.args) } },
        ],
      }

const openaiChat: Api = {
  whole: (step, id) => ({
    id: `chatcmpl-${id}`,
    object: 'chat.completion',
    created: 1,
    model: 'scripted',
    choices: [
      {
        index: 0,
        message: chatMessage(step, id),
        finish_reason: 'say' in step ? 'stop' : 'tool_calls',
        logprobs: null,
      },
    ],
    usage: chatUsage,
  }),
  events: (step, id) => {
    const chunk = (delta: unknown, finish_reason: string | null = null): Event => ({
      data: {
        id: `chatcmpl-${id}`,
        object: 'chat.completion.chunk',
        created: 1,
        model: 'scripted',
        choices: [{ index: 0, delta, finish_reason }],
      },
    })
    if ('say' in step)
      return [
        chunk({ role: 'assistant', content: '' }),
        ...pieces(step.say).map((content) => chunk({ content })),
        chunk({}, 'stop'),
        { data: '[DONE]' },
      ]
    const call = (fields: object) => chunk({ tool_calls: [{ index: 0, ...fields }] })
    return [
      chunk({ role: 'assistant', content: null }),
      call({ id: `call_${id}`, type: 'function', function: { name: step.call, arguments: '' } }),
      ...pieces(JSON.stringify(step.args)).map((text) => call({ function: { arguments: text } })),
      chunk({}, 'tool_calls'),
      { data: '[DONE]' },
    ]
  },
}

const responseItem = (step: Step, id: string) =>
  'say' in step
    ? {
        id: `msg_${id}`,
        type: 'message',
        role: 'assistant',
        status: 'completed',
        content: [{ type: 'output_text', text: step.say, annotations: [] }],
      }
    : {
        id: `fc_${id}`,
        type: 'function_call',
        call_id: `call_${id}`,
        name: step.call,
        arguments: JSON.stringify(step.args),
        status: 'completed',
      }

const responseOf = (id: string, status: string, output: readonly unknown[]) => ({
  id: `resp_${id}`,
  object: 'response',
  created_at: 1,
  model: 'scripted',
  status,
  output,
  tools: [],
  error: null,
  incomplete_details: null,
  usage: {
    input_tokens: 1,
    input_tokens_details: { cached_tokens: 0 },
    output_tokens: 1,
    output_tokens_details: { reasoning_tokens: 0 },
    total_tokens: 2,
  },
})

const openaiResponses: Api = {
  whole: (step, id) => responseOf(id, 'completed', [responseItem(step, id)]),
  events: (step, id) => {
    let sequence_number = 0
    const event = (type: string, fields: object): Event => ({
      event: type,
      data: { type, sequence_number: sequence_number++, ...fields },
    })
    const item = responseItem(step, id)
    const place = { item_id: item.id, output_index: 0 }
    const text = { ...place, content_index: 0 }
    const body =
      'say' in step
        ? [
            event('response.output_item.added', {
              output_index: 0,
              item: { ...item, status: 'in_progress', content: [] },
            }),
            event('response.content_part.added', { ...text, part: { type: 'output_text', text: '', annotations: [] } }),
            ...pieces(step.say).map((delta) => event('response.output_text.delta', { ...text, delta, logprobs: [] })),
            event('response.output_text.done', { ...text, text: step.say, logprobs: [] }),
            event('response.content_part.done', {
              ...text,
              part: { type: 'output_text', text: step.say, annotations: [] },
            }),
          ]
        : [
            event('response.output_item.added', {
              output_index: 0,
              item: { ...item, status: 'in_progress', arguments: '' },
            }),
            ...pieces(JSON.stringify(step.args)).map((delta) =>
              event('response.function_call_arguments.delta', { ...place, delta }),
            ),
            event('response.function_call_arguments.done', {
              ...place,
              name: step.call,
              arguments: JSON.stringify(step.args),
            }),
          ]
    return [
      event('response.created', { response: responseOf(id, 'in_progress', []) }),
      ...body,
      event('response.output_item.done', { output_index: 0, item }),
      event('response.completed', { response: responseOf(id, 'completed', [item]) }),
    ]
  },
}

const messageOf = (id: string, content: readonly unknown[], stop_reason: string | null) => ({
  id: `msg_${id}`,
  type: 'message',
  role: 'assistant',
  model: 'scripted',
  content,
  stop_reason,
  stop_sequence: null,
  usage: { input_tokens: 1, output_tokens: 1 },
})

const stopOf = (step: Step) => ('say' in step ? 'end_turn' : 'tool_use')

const anthropic: Api = {
  whole: (step, id) =>
    messageOf(
      id,
      'say' in step
        ? [{ type: 'text', text: step.say }]
        : [{ type: 'tool_use', id: `toolu_${id}`, name: step.call, input: step.args }],
      stopOf(step),
    ),
  events: (step, id) => {
    const event = (type: string, fields: object): Event => ({ event: type, data: { type, ...fields } })
    const delta = (fields: object) => event('content_block_delta', { index: 0, delta: fields })
    const content_block =
      'say' in step ? { type: 'text', text: '' } : { type: 'tool_use', id: `toolu_${id}`, name: step.call, input: {} }
    const deltas =
      'say' in step
        ? pieces(step.say).map((text) => delta({ type: 'text_delta', text }))
        : pieces(JSON.stringify(step.args)).map((partial_json) => delta({ type: 'input_json_delta', partial_json }))
    return [
      event('message_start', { message: messageOf(id, [], null) }),
      event('content_block_start', { index: 0, content_block }),
      ...deltas,
      event('content_block_stop', { index: 0 }),
      event('message_delta', {
        delta: { stop_reason: stopOf(step), stop_sequence: null },
        usage: { output_tokens: 1 },
      }),
      event('message_stop', {}),
    ]
  },
}

const APIS: readonly (readonly [path: string, api: Api])[] = [
  ['/chat/completions', openaiChat],
  ['/responses', openaiResponses],
  ['/messages', anthropic],
]

const apiOf = ({ url }: Recorded): Api => {
  const found = APIS.find(([path]) => url.split('?')[0]?.endsWith(path))
  if (found === undefined) throw new Error('no API is at this path')
  return found[1]
}

const frame = ({ event, data }: Event): string =>
  `${event === undefined ? '' : `event: ${event}\n`}data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`

/** Takes one step of the script for each request, from the first. */
export const playScript = (steps: readonly Step[]): Behaviour => {
  let taken = 0
  return (request, socket) => {
    const step = steps[taken]
    if (step === undefined) throw new Error('the script is at its end')
    taken += 1
    const api = apiOf(request)
    const isStreamed = JSON.parse(request.body.toString()).stream === true
    const behaviour = isStreamed
      ? stream(api.events(step, String(taken)).map(frame))
      : reply(JSON.stringify(api.whole(step, String(taken))))
    return behaviour(request, socket)
  }
}
