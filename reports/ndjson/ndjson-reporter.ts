import type { ReporterFactory } from '../model/index.ts'

/**
 * Writes events as they happen, one JSON object per line: `events.ndjson`, for programs that read during the run. `-`
 * is standard output.
 */
export const ndjsonReporter: ReporterFactory = (environment, file = 'events.ndjson') => {
  const sink = environment.openFile(file)
  const tell = (type: string, event: object): void => void sink.write(`${JSON.stringify({ type, ...event })}\n`)
  return {
    name: 'ndjson',
    onBegin: (plan) => tell('begin', plan),
    onCheck: (check) => tell('check', check),
    onExchange: ({ id, cause, leg, startedDateTime, time, request, response }) =>
      tell('exchange', {
        id,
        cause,
        leg,
        startedDateTime,
        time,
        method: request.method,
        url: request.url,
        status: response.status,
        ...(response.error === undefined ? {} : { error: response.error }),
      }),
    onEnd: async ({ verdict, summary, reason, counts, run, comparison }) => {
      const { durationMs, complete } = run
      tell('end', { verdict, summary, reason, counts, durationMs, complete, comparison })
      await sink.close()
    },
  }
}
