import type { ReporterFactory } from '../model/index.ts'
import { asHarEntry } from './har-entry.ts'

/** Writes every exchange as HAR 1.2: `exchanges.har`, to be opened in a browser's network tools. */
export const harReporter: ReporterFactory = (environment, file = 'exchanges.har') => ({
  name: 'har',
  onEnd: async ({ tool, target }) => {
    const sink = environment.openFile(file)
    const { name, version } = tool
    const head = JSON.stringify({ version: '1.2', creator: { name, version }, comment: target.baseUrl })
    // Entry by entry, so that a long run needs no more memory than a short one.
    await sink.write(`{"log":${head.slice(0, -1)},"entries":[`)
    let isFirst = true
    for await (const exchange of environment.tape()) {
      // A HAR is what one client sent.
      if (exchange.leg !== 'scim') continue
      await sink.write(`${isFirst ? '' : ','}\n${JSON.stringify(asHarEntry(exchange))}`)
      isFirst = false
    }
    await sink.write('\n]}}\n')
    await sink.close()
  },
})
