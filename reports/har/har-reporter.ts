import type { ReporterFactory } from '../model/index.ts'
import { asHarEntry } from './har-entry.ts'

/** Writes every exchange as HAR 1.2: `exchanges.har`, for the network tools of a browser. */
export const harReporter: ReporterFactory = (environment, file = 'exchanges.har') => ({
  name: 'har',
  onEnd: async ({ tool, target }) => {
    const sink = environment.openFile(file)
    const { name, version } = tool
    const head = JSON.stringify({ version: '1.2', creator: { name, version }, comment: target.baseUrl })
    // Entries are written one by one, so that a long run needs no more memory than a short one.
    await sink.write(`{"log":${head.slice(0, -1)},"entries":[`)
    let isFirst = true
    for await (const exchange of environment.tape()) {
      // A HAR contains the requests of one client: the calls of the target to JumpCloud are left out.
      if (exchange.leg !== 'scim') continue
      await sink.write(`${isFirst ? '' : ','}\n${JSON.stringify(asHarEntry(exchange))}`)
      isFirst = false
    }
    await sink.write('\n]}}\n')
    await sink.close()
  },
})
