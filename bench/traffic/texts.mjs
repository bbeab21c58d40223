import { pick } from './random.mjs'

/** Invented support talk without personal data, but with what scanners stumble over: amounts, dates, versions, order numbers, paths. */
const SENTENCES = [
  'Thanks for the quick answer yesterday, that already helped a lot.',
  'The export still stops at 87 % and the progress bar turns grey.',
  'We moved to version 4.12.3 on Monday and the old report is gone since then.',
  'Order 48213 was supposed to arrive on 14 March, but the tracking page is empty.',
  'Could you explain the difference between the basic plan and the team plan again?',
  'The total on the invoice is 39.90 EUR, while the offer said 34.50 EUR.',
  'I tried it in two browsers and on a tablet, always with the same result.',
  'Please keep the tone friendly and the text below 120 words.',
  'The file lives in /srv/shared/reports/2024/q3/summary.csv on our side.',
  'What we need is a short summary in three bullet points, no more.',
  'Our workshop starts at 9:30 and runs until lunch, with about 25 people.',
  'The café next door – naïve as it sounds – has better Wi-Fi than the office.',
  'After the update the search returns 0 results for everything that has an umlaut in it.',
  'If that is not possible, a refund for the second month would be fine too.',
  'The error message says "unexpected end of input" and nothing else.',
  'Last time the fix was to clear the cache and to sign in again.',
  'We pay monthly and would like to switch to yearly billing in October.',
  'The meeting notes should list decisions first and open questions last.',
  'Please answer in simple language, half of the team is new to the topic.',
  'The chart needs a legend, and the y axis should start at zero.',
  'It is not urgent, but it would be nice to have it before the weekend.',
  'The printer on the second floor prints 12 blank pages for every real one.',
  'A colleague suggested using a lookup table instead of the nested formula.',
  'const total = rows.reduce((sum, row) => sum + row.amount, 0) is what I have so far.',
  'The unit price went up by 3.5 percent, which nobody announced.',
  'Do you have an idea why the second import is ten times slower than the first one?',
  'The delivery was left at the wrong door, the box was open and one part is missing.',
  'For the trip we need a train that leaves after 7 pm and a quiet hotel near the station.',
  'Room B is free on Thursday, room C only in the afternoon.',
  'The garden hose is 15 m long and the connector is half an inch wide.',
]

const TOPICS = ['billing', 'delivery', 'export', 'reports', 'travel', 'onboarding', 'search', 'printing']

/** Whole sentences of at most `bytes` UTF-8 bytes. */
export const createText = (random, bytes) => {
  let text = ''
  for (;;) {
    const next = `${text === '' ? '' : ' '}${pick(random, SENTENCES)}`
    if (Buffer.byteLength(text) + Buffer.byteLength(next) > bytes) return text
    text += next
  }
}

export const createTopic = (random) => pick(random, TOPICS)
