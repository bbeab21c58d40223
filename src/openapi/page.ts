import type { OpenApi } from './document.js'

type Parameter = { readonly $ref?: string; readonly name?: string; readonly description?: string }
type Member = {
  readonly type?: string | readonly string[]
  readonly anyOf?: readonly Member[]
  readonly description?: string
}
type Schema = Member & { readonly properties?: Readonly<Record<string, Member>>; readonly required?: readonly string[] }
type Operation = {
  readonly operationId: string
  readonly tags: readonly string[]
  readonly summary: string
  readonly description?: string
  readonly parameters?: readonly Parameter[]
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> }
}

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
const escaped = (text: string): string => text.replace(/[&<>"]/g, (sign) => ESCAPES[sign] ?? sign)
/** Text with `code` in backticks, as the descriptions are written. */
const prose = (text: string): string => escaped(text).replace(/`([^`]+)`/g, '<code>$1</code>')

const typeOf = ({ type, anyOf }: Member): string => {
  if (anyOf !== undefined) return anyOf.map(typeOf).join(' or ')
  return type === undefined ? 'any JSON' : typeof type === 'string' ? type : type.join(' or ')
}

const membersOf = ({ properties = {}, required = [] }: Schema): string => {
  const rows = Object.entries(properties).map(
    ([name, member]) =>
      `<tr><th scope="row"><code>${escaped(name)}</code></th><td>${escaped(typeOf(member))}${required.includes(name) ? ', required' : ''}</td></tr>`,
  )
  return rows.length === 0 ? '' : `<table class="members"><caption class="quiet">Body</caption>${rows.join('')}</table>`
}

const operationHtml = (path: string, method: string, operation: Operation): string => {
  const schema = operation.requestBody?.content['application/json']?.schema ?? {}
  return `<article class="sheet operation" id="${escaped(operation.operationId)}">
<h3><span class="method">${escaped(method)}</span><code>${escaped(path)}</code><span>${escaped(operation.summary)}</span></h3>
<p>${prose(operation.description ?? '')}</p>${membersOf(schema)}
</article>`
}

const headersHtml = (title: string, headers: Readonly<Record<string, { readonly description?: string }>>): string => {
  const rows = Object.entries(headers).map(
    ([name, { description = '' }]) =>
      `<tr><th scope="row"><code>${escaped(name)}</code></th><td>${prose(description)}</td></tr>`,
  )
  return `<section><h2>${escaped(title)}</h2><div class="sheet"><table>${rows.join('')}</table></div></section>`
}

/** The document as a page for people. It needs `/assets/pages.css` and nothing else. */
export const openApiPage = (document: OpenApi): string => {
  const { info, paths, servers } = document
  const operations = Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({ path, method, operation: operation as Operation })),
  )
  const tags = [...new Set(operations.flatMap(({ operation }) => operation.tags))]
  const sections = tags.map((tag) => {
    const own = operations.filter(({ operation }) => operation.tags.includes(tag))
    return `<section><h2>${escaped(tag)}</h2>${own.map(({ path, method, operation }) => operationHtml(path, method, operation)).join('')}</section>`
  })
  const { parameters, headers } = document.components
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(info.title)} API</title>
<link rel="stylesheet" href="/assets/pages.css">
</head>
<body>
<header><h1>${escaped(info.title)} API</h1><span class="quiet">${escaped(servers[0]?.url ?? '')}</span>
<nav><a href="/openapi.json">openapi.json</a><a href="/playground">Playground</a></nav>
<p class="lead">${prose(info.description)}</p></header>
<main>
${sections.join('\n')}
${headersHtml('Headers of a request', parameters)}
${headersHtml('Headers of an answer', headers)}
<footer></footer>
</main>
</body>
</html>
`
}
