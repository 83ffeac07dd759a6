import type { ReporterFactory } from '../model/index.ts'
import { renderHtml } from './render-html.ts'

/** Writes one self-contained page for users: `report.html`. */
export const htmlReporter: ReporterFactory = (environment, file = 'report.html') => ({
  name: 'html',
  onEnd: async (result) => environment.writeFile(file, await renderHtml(result, environment.tape)),
})
