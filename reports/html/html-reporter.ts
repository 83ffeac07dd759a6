import type { ReporterFactory } from '../model/index.ts'
import { renderHtml } from './render-html.ts'

/** Writes one self-contained page: `report.html`, to be read by people. */
export const htmlReporter: ReporterFactory = (environment, file = 'report.html') => ({
  name: 'html',
  onEnd: async (result) => environment.writeFile(file, await renderHtml(result, environment.tape)),
})
