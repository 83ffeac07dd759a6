import type { Exchange, ReporterFactory } from '../model/index.ts'
import { renderHtml } from './render-html.ts'

const KEPT_EXCHANGES = 400

/** Writes one self-contained page: `report.html`, to be read by people. Evidence of findings goes in; the rest stays on the tape. */
export const htmlReporter: ReporterFactory = (environment, file = 'report.html') => ({
  name: 'html',
  onEnd: async (result) => {
    const wanted = new Set(
      result.checks
        .filter(({ outcome }) => outcome === 'fail' || outcome === 'warn')
        .flatMap(({ evidence }) => evidence.slice(-6)),
    )
    const evidence = new Map<string, Exchange>()
    for await (const exchange of environment.tape()) {
      if (wanted.has(exchange.id) && evidence.size < KEPT_EXCHANGES) evidence.set(exchange.id, exchange)
    }
    await environment.writeFile(file, renderHtml(result, evidence))
  },
})
