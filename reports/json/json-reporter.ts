import type { ReporterFactory } from '../model/index.ts'

/** Writes the result as it is: `result.json`, to be read by programs. */
export const jsonReporter: ReporterFactory = (environment, file = 'result.json') => ({
  name: 'json',
  onEnd: (result) => environment.writeFile(file, `${JSON.stringify(result, null, 2)}\n`),
})
