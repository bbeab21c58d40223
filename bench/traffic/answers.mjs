/** What the upstream says: about 1 KB of JSON, and a stream of 50 events of 250 bytes. ASCII without quotes that nginx would read. */

const SPOKEN =
  'Thank you for the details. I have looked at the order and at the two reports. The export stops because one of the ' +
  'columns holds a line break, so I changed the template and started it once more. It should be done in a few minutes. '
const MORE =
  'The price on the invoice was right before the discount and is corrected now. If anything else is missing, answer ' +
  'here and somebody of the team will have a look at it on the same day. The summary in three points is below. First, ' +
  'the export works again. Second, the refund is on its way. Third, the plan changes in October. '

const answer = (text) =>
  JSON.stringify({
    data: {
      thread_id: 'thr_2f6c9a50b1',
      message_id: 'msg_81d07c3e42',
      role: 'assistant',
      model: 'standard-2',
      created_at: '2024-11-22T20:15:00Z',
      answer: text,
      tool_calls: [],
      usage: { input_tokens: 214, output_tokens: 187 },
    },
    status: 'ok',
  })

/** Names the placeholders that every body with values gets. */
export const ANSWER_WITH_VALUES = answer(
  `${SPOKEN}I will write to <EMAIL_1> when it is, or call <PHONE_1> if you prefer. ${MORE}Sent to: <EMAIL_1>.`,
)
/** The same, of an upstream that names no thread: nothing is to be kept. */
export const ANSWER_WITHOUT_THREAD = ANSWER_WITH_VALUES.replace('"thread_id"', '"threads_of"')
export const CLEAN_ANSWER = answer(`${SPOKEN}I will write to you when it is, or call if you prefer. ${MORE}Sent.`)

export const EVENT_COUNT = 50
export const EVENT_BYTES = 250
/** A long stream has the events of a short one so often. */
export const LONG_TIMES = 5

/** Text of each event: words, and both placeholders twice, once each cut over three events. */
const deltas = () => {
  const words = `${SPOKEN}${MORE}`.split(/(?<= )/)
  const at = {
    10: '<EM',
    11: 'AIL',
    12: '_1> ',
    22: 'call <PHONE_1> or ',
    35: '<PH',
    36: 'ONE',
    37: '_1> ',
    45: '<EMAIL_1> ',
  }
  return Array.from({ length: EVENT_COUNT }, (_, index) => at[index] ?? words[index] ?? 'word ')
}

const frame = (data) => `event: message\ndata: ${JSON.stringify(data)}\n\n`

const FIELDS = { id: 'msg_81d07c3e42', object: 'chat.delta', created_at: 1732306500, model: 'standard-2' }

/** The same frame for every event of a stream, as models send it; padded so that events are EVENT_BYTES long in the mean. */
const createFrame = (texts) => {
  const meanBytes =
    texts.reduce((sum, delta) => sum + frame({ ...FIELDS, trace: '', index: 0, delta }).length, 0) / texts.length
  const trace = 'x'.repeat(Math.round(EVENT_BYTES - meanBytes))
  return (delta) => frame({ ...FIELDS, trace, index: 0, delta })
}

/** The stream's events. */
export const EVENTS = deltas().map(createFrame(deltas()))
export const STREAM_TEXT = deltas().join('')

/** All text of an event stream of this form. */
export const textOfStream = (stream) =>
  [...stream.matchAll(/^data: (.*)$/gm)].map(([, data]) => JSON.parse(data).delta).join('')
