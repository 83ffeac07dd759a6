import { bodyFile, exchangeOfBodyFile, type ReporterFactory } from '../model/index.ts'

/**
 * Writes the result as `result.json`, for programs. Bodies that are too long for a curl line are written to the
 * folder `bodies` beside it.
 */
export const jsonReporter: ReporterFactory = (environment, file = 'result.json') => ({
  name: 'json',
  onEnd: async (result) => {
    await environment.writeFile(file, `${JSON.stringify(result, null, 2)}\n`)
    const long = new Set(result.checks.flatMap(({ curl = '' }) => exchangeOfBodyFile(curl) ?? []))
    if (long.size === 0 || file === '-') return
    for await (const { id, request } of environment.tape())
      if (long.has(id)) await environment.writeFile(bodyFile(id), request.body ?? '')
  },
})
