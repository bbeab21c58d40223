/** The page of the playground: asks the guard at every pause in typing, and shows what it says. */

const WAIT_MS = 120
const LIKELIHOODS = ['very unlikely', 'unlikely', 'possible', 'likely', 'very likely']
const SAMPLE = `Hi, my name is Jane Ombrell. Please refund order 20418-7
to DE89 3704 0044 0532 0130 00 and confirm to
jane.ombrell@corp.example or +1 (415) 555-0132.

My card was 4111 1111 1111 1111, SSN 536-90-4399.`

const byId = (id) => document.getElementById(id)
const form = byId('choices')
const text = byId('text')
const under = byId('under')

/** An element with text, never markup. */
const element = (name, { className = '', content = '' } = {}) => {
  const made = document.createElement(name)
  if (className !== '') made.className = className
  made.textContent = content
  return made
}

/** The same hue for the same kind of data in one visit; one after the other lies far from the last. */
const hues = new Map()
const hueOf = (name) => {
  if (!hues.has(name)) hues.set(name, (35 + hues.size * 137) % 360)
  return hues.get(name)
}

const mark = (content, group, { index = -1, isPassed = false } = {}) => {
  const made = element('mark', { content, className: isPassed ? 'passed' : '' })
  made.style.setProperty('--hue', hueOf(group))
  made.dataset.finding = String(index)
  return made
}

const isLeft = ({ fate }) => fate === 'allow' || fate === 'ignored' || fate === 'shadow'

/** The text with its findings marked; of findings inside each other the outer one. */
const showMarks = (value, findings) => {
  const parts = []
  let at = 0
  for (const [index, finding] of findings.entries()) {
    if (finding.start < at) continue
    parts.push(value.slice(at, finding.start))
    parts.push(mark(value.slice(finding.start, finding.end), finding.group, { index, isPassed: isLeft(finding) }))
    at = finding.end
  }
  // A line of its own, so that both layers scroll alike.
  under.replaceChildren(...parts, `${value.slice(at)}\n`)
  under.scrollTop = text.scrollTop
}

const light = (index, isLit) => {
  for (const one of document.querySelectorAll(`[data-finding="${index}"]`)) one.classList.toggle('lit', isLit)
}

const fateText = ({ fate, likelihood, replacement }) => {
  const what = {
    allow: 'passes: allowed',
    ignored: 'passes: left alone by the policy',
    shadow: 'passes: rule in shadow',
    inside: 'part of another finding',
    block: 'blocks the request',
  }
  return `${what[fate] ?? `${fate} → ${replacement ?? ''}`} · ${LIKELIHOODS[likelihood] ?? ''}`
}

const row = ({ entity, why }, group, note, index) => {
  const made = element('li')
  made.style.setProperty('--hue', hueOf(group))
  const name = element('div')
  name.append(
    element('div', { className: 'code', content: entity }),
    element('div', { className: 'fate', content: note }),
  )
  made.append(element('div', { className: 'stripe' }), name, element('div', { className: 'why code', content: why }))
  if (index < 0) return made
  made.dataset.finding = String(index)
  made.addEventListener('mouseenter', () => light(index, true))
  made.addEventListener('mouseleave', () => light(index, false))
  made.addEventListener('click', () => {
    const { start, end } = shown.findings[index]
    text.focus()
    text.setSelectionRange(start, end)
  })
  return made
}

/** What the upstream receives, with the placeholders in the colour of what they stand for. */
const showUpstream = ({ upstream, problem, findings }) => {
  const target = byId('upstream')
  if (upstream === null) {
    const why = element('span', {
      className: 'bad',
      content: `Nothing: ${problem?.status} ${problem?.code}. ${problem?.detail}`,
    })
    target.replaceChildren(why)
    return
  }
  const groups = new Map(findings.map(({ replacement, group }) => [replacement, group]))
  const parts = upstream.split(/(<[A-Z][A-Z0-9_]*_[1-9]\d*>)/)
  target.replaceChildren(...parts.map((part) => (groups.has(part) ? mark(part, groups.get(part)) : part)))
}

const showHeaders = ({ headers }) => {
  const rows = [
    ['to the upstream', headers.upstream],
    ['to the client', headers.client],
  ].flatMap(([side, list]) => list.map(([name, value]) => [side, name, value]))
  byId('headers').replaceChildren(
    ...rows.map(([side, name, value]) => {
      const made = element('tr')
      made.append(
        element('td', { className: 'quiet', content: side }),
        element('td', { className: 'code', content: name }),
        element('td', { className: 'code', content: value }),
      )
      return made
    }),
  )
}

const showPolicy = ({ policy, findings }) => {
  const replaced = findings.filter((finding) => !isLeft(finding) && finding.fate !== 'inside').length
  const count = findings.length === 0 ? 'Nothing found' : `${findings.length} found, ${replaced} taken out`
  byId('policy').textContent = `${count} · policy ${policy.name}, ${policy.mode}`
}

let shown = { findings: [] }

const show = (tried, value) => {
  shown = tried
  showMarks(value, tried.findings)
  showUpstream(tried)
  showPolicy(tried)
  byId('findings').replaceChildren(
    ...tried.findings.map((finding, index) => row(finding, finding.group, fateText(finding), index)),
  )
  const dropped = byId('dropped')
  dropped.hidden = tried.dropped.length === 0
  dropped.querySelector('summary').textContent = `${tried.dropped.length} looked at and not found`
  dropped
    .querySelector('ul')
    .replaceChildren(...tried.dropped.map((one) => row(one, one.entity, value.slice(one.start, one.end), -1)))
  showHeaders(tried)
}

let asking = null

const ask = async () => {
  asking?.abort()
  asking = new AbortController()
  const chosen = Object.fromEntries([...new FormData(form)].filter(([, value]) => value !== ''))
  const value = text.value
  try {
    const answer = await fetch('/playground/try', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ text: value, ...chosen }),
      signal: asking.signal,
    })
    if (answer.ok) show(await answer.json(), value)
    else byId('policy').textContent = `The gateway refused this: status ${answer.status}.`
  } catch (error) {
    if (error.name !== 'AbortError') byId('policy').textContent = 'The gateway does not answer.'
  }
}

let timer = 0
const askSoon = () => {
  clearTimeout(timer)
  timer = setTimeout(ask, WAIT_MS)
}

const fill = (select, values) =>
  select.append(...values.map((value) => Object.assign(element('option', { content: value }), { value })))

const start = async () => {
  const options = await (await fetch('/playground/options')).json()
  byId('rules').textContent =
    `${options.rules} rules, ${options.entities} entities, ${options.engine}, ${options.digest.slice(0, 19)}…`
  fill(form.elements.operator, options.operators)
  fill(form.elements.country, options.countries)
  fill(byId('routes'), options.routes)
  text.value = SAMPLE
  text.addEventListener('input', askSoon)
  text.addEventListener('scroll', () => {
    under.scrollTop = text.scrollTop
  })
  form.addEventListener('input', askSoon)
  form.addEventListener('submit', (event) => event.preventDefault())
  await ask()
}

await start()
