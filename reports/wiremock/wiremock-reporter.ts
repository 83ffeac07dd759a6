import type { ReporterFactory } from '../model/index.ts'
import { answersByCause, fileNameOf, fixtureHeaders, inTurns, type Turn } from '../recorded/recorded-answers.ts'
import { readJson } from '../text/index.ts'

/**
 * Writes the target's responses as stub mappings of WireMock, one file per check or story, into the folder
 * `wiremock/mappings`. A request that occurs several times gets its responses in order, as a scenario
 * (https://wiremock.org/docs/stateful-behaviour/).
 */
export const wiremockReporter: ReporterFactory = (environment, folder = 'wiremock/mappings') => ({
  name: 'wiremock',
  onEnd: async () => {
    for (const [cause, exchanges] of await answersByCause(environment)) {
      const name = fileNameOf(cause)
      const mappings = inTurns(exchanges).map((turn) => asMapping(turn, name))
      await environment.writeFile(`${folder}/${name}.json`, `${JSON.stringify({ mappings }, null, 2)}\n`)
    }
  },
})

function asMapping({ exchange: { id, request, response }, key, turn, of }: Turn, file: string): object {
  const { pathname, search } = new URL(request.url)
  const headers = Map.groupBy(fixtureHeaders(response), ({ name }) => name)
  const state = (place: number): string => (place === 0 ? 'Started' : `answered ${place}`)
  return {
    name: `${file} ${id}`,
    // The last response repeats.
    ...(of === 1
      ? {}
      : {
          scenarioName: `${file} ${key}`,
          requiredScenarioState: state(turn),
          ...(turn === of - 1 ? {} : { newScenarioState: state(turn + 1) }),
        }),
    request: {
      method: request.method,
      url: `${pathname}${search}`,
      ...(request.body === undefined || request.body === '' ? {} : { bodyPatterns: [bodyPattern(request.body)] }),
    },
    response: {
      status: response.status,
      headers: Object.fromEntries(
        [...headers].map(([name, list]) => [name, list.length === 1 ? list[0]?.value : list.map(({ value }) => value)]),
      ),
      ...(response.body === '' ? {} : { body: response.body }),
    },
  }
}

/** JSON is compared as JSON, regardless of its blanks. */
function bodyPattern(body: string): object {
  return readJson(body) === undefined ? { equalTo: body } : { equalToJson: body }
}
