import type { CheckResult, Exchange, Reporter, ReporterEnvironment } from '../model/index.ts'
import { clip, oneLine, readJson } from '../text/index.ts'

const MAX_BODY = 10_000

/** Prints the requests and responses of each check below its id, with secrets masked. */
export function exchangeReporter(environment: Pick<ReporterEnvironment, 'print'>): Reporter {
  const recorded = new Map<string, Exchange>()
  return {
    name: 'exchanges',
    onExchange: (exchange) => void recorded.set(exchange.id, exchange),
    onCheck: (check) => {
      const exchanges = check.evidence.flatMap((id) => recorded.get(id) ?? [])
      environment.print(`${[headline(check), ...exchanges.map(asText)].join('\n')}\n\n`)
      // Exchanges of one check are needed only once; the others can be evidence of several checks.
      for (const { id, cause } of exchanges) if (cause === check.id) recorded.delete(id)
    },
  }
}

function headline({ id, outcome, evidence }: CheckResult): string {
  return `── ${id}: ${outcome}${evidence.length === 0 ? ', no requests' : ''}`
}

function asText({ id, time, request, response }: Exchange): string {
  const answer =
    response.status === 0
      ? `no answer: ${oneLine(response.error ?? '')}`
      : `HTTP ${response.status} after ${Math.round(time)} ms`
  return [
    `> ${id} ${request.method} ${oneLine(request.url)}`,
    ...message('>', request.headers, request.body ?? ''),
    `< ${answer}`,
    ...(response.status === 0 ? [] : message('<', response.headers, response.body)),
  ].join('\n')
}

function message(mark: string, headers: Exchange['request']['headers'], body: string): string[] {
  const lines = headers.map(({ name, value }) => oneLine(`${name}: ${value}`))
  if (body !== '') lines.push('', ...bodyLines(body))
  return lines.map((line) => `${mark} ${line}`.trimEnd())
}

/** Indents JSON. Anything else becomes one line, so that no control character reaches a terminal. */
function bodyLines(body: string): string[] {
  const text = clip(indented(body), MAX_BODY)
  return text.split('\n').map((line) => line.replaceAll(/[\p{Cc}\p{Cf}]/gu, ' '))
}

function indented(body: string): string {
  const value = readJson(body)
  return value === undefined ? oneLine(body) : JSON.stringify(value, null, 2)
}
