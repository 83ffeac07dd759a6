import type { Exchange, ReporterFactory } from '../model/index.ts'
import { answersByCause, fileNameOf, fixtureHeaders, inTurns, type Turn } from '../recorded/recorded-answers.ts'
import { readJson } from '../text/index.ts'

/**
 * Writes the target's responses as simulations of Hoverfly (schema v5), one file per check or story, into the folder
 * `hoverfly`. A request that occurs several times gets its responses in order, by state
 * (https://docs.hoverfly.io/en/latest/pages/keyconcepts/state/state.html).
 */
export const hoverflyReporter: ReporterFactory = (environment, folder = 'hoverfly') => ({
  name: 'hoverfly',
  onEnd: async () => {
    for (const [cause, exchanges] of await answersByCause(environment)) {
      const simulation = {
        data: { pairs: inTurns(exchanges).map(asPair), globalActions: { delays: [], delaysLogNormal: [] } },
        meta: { schemaVersion: 'v5' },
      }
      await environment.writeFile(`${folder}/${fileNameOf(cause)}.json`, `${JSON.stringify(simulation, null, 2)}\n`)
    }
  },
})

type Matchers = readonly { readonly matcher: string; readonly value: string }[]
const exactly = (value: string): Matchers => [{ matcher: 'exact', value }]

function asPair({ exchange: { request, response }, key, turn, of }: Turn): object {
  const url = new URL(request.url)
  // Hoverfly sets each key with this prefix to 1 when it imports a simulation.
  const state = key.replace('request-', 'sequence:')
  return {
    request: {
      path: exactly(url.pathname),
      method: exactly(request.method),
      destination: exactly(url.host),
      scheme: exactly(url.protocol.slice(0, -1)),
      query: queryOf(url),
      body: request.body === undefined || request.body === '' ? exactly('') : [bodyMatcher(request.body)],
      ...(of === 1 ? {} : { requiresState: { [state]: String(turn + 1) } }),
    },
    response: {
      status: response.status,
      body: response.body,
      encodedBody: false,
      headers: headersOf(response),
      templated: false,
      ...(of === 1 || turn === of - 1 ? {} : { transitionsState: { [state]: String(turn + 2) } }),
    },
  }
}

function queryOf(url: URL): Readonly<Record<string, Matchers>> {
  return Object.fromEntries(
    [...Map.groupBy(url.searchParams, ([name]) => name)].map(([name, list]) => [
      name,
      exactly(list.map(([, value]) => value).join(';')),
    ]),
  )
}

function headersOf(response: Exchange['response']): Readonly<Record<string, readonly string[]>> {
  const grouped = Map.groupBy(fixtureHeaders(response), ({ name }) => name)
  return Object.fromEntries([...grouped].map(([name, list]) => [name, list.map(({ value }) => value)]))
}

function bodyMatcher(body: string): { readonly matcher: string; readonly value: string } {
  return { matcher: readJson(body) === undefined ? 'exact' : 'json', value: body }
}
