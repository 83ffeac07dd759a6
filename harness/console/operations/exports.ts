import type { GraphFacade } from '../../../mocks/entra/graph/index.ts'
import { exportSynchronizationSchema } from '../../../mocks/entra/index.ts'
import { asHarEntry, type Exchange } from '../../../reports/index.ts'
import { packageVersion } from '../../process/index.ts'
import type { ConsoleFacts } from '../format/page-format.ts'
import type { FileAnswer, JsonAnswer, Operation } from '../http/console-app.ts'
import type { TrafficLog } from '../traffic/traffic-log.ts'
import { graphScript } from './graph-script.ts'

/** The components of the exports. */
export interface ExportParts {
  readonly log: TrafficLog
  readonly graph: GraphFacade
  readonly target: () => ConsoleFacts['target']
}

/**
 * Creates the operation that exports files: `GET export/schema.json?servicePrincipal=ID`, `configure.mjs`,
 * `rehearsal.config.ts`, `recording.har`, `tape.ndjson`.
 */
export function exportOperation({ log, graph, target }: ExportParts): Operation {
  return ({ method, rest, query }) => {
    if (method !== 'GET') return missing
    const job = graph.parts.jobs.of(query.get('servicePrincipal') ?? '')
    const exchanges = [...log.entries()].flatMap(({ exchange }) => (exchange === undefined ? [] : [exchange]))
    switch (rest) {
      case 'schema.json':
        return job === undefined ? missing : file(rest, exportSynchronizationSchema(job.schema))
      case 'configure.mjs': {
        if (job === undefined) return missing
        const { applications, directory } = graph.parts
        const { servicePrincipalId } = job
        const users = [...directory.assignments.ofApplication(servicePrincipalId)].flatMap(({ principalId }) => {
          const name = directory.tenant.user(principalId)?.attributes['userPrincipalName']
          return typeof name === 'string' ? [name] : []
        })
        const { displayName } = applications.ofServicePrincipal(servicePrincipalId)
        return file(rest, graphScript({ displayName, users, schema: exportSynchronizationSchema(job.schema) }))
      }
      case 'rehearsal.config.ts':
        return file(rest, configFile(target(), job !== undefined))
      case 'recording.har':
        return file(rest, JSON.stringify(harOf(exchanges), null, 2))
      case 'tape.ndjson':
        return file(rest, exchanges.map((exchange) => `${JSON.stringify(exchange)}\n`).join(''))
      default:
        return missing
    }
  }
}

const missing: JsonAnswer = { status: 404, json: { error: 'there is nothing to export under this name' } }
const file = (name: string, text: string): FileAnswer => ({ status: 200, file: { name, text } })

/** Returns the exchanges as HAR 1.2. */
function harOf(exchanges: readonly Exchange[]): unknown {
  return {
    log: {
      version: '1.2',
      creator: { name: 'scim-rehearsal', version: packageVersion() },
      comment: 'recorded by the console; credentials are masked',
      entries: exchanges.map(asHarEntry),
    },
  }
}

function configFile({ kind, tenantUrl }: ConsoleFacts['target'], hasSchema: boolean): string {
  const target = kind === 'embedded' ? 'embedded: true,' : `target: ${quoted(tenantUrl)},`
  return `import { defineConfig } from 'scim-rehearsal'

// The options of \`scim-rehearsal run\`, as the console was started. The secret token is read from SCIM_TOKEN in the environment.
export default defineConfig({
  ${target}
${hasSchema ? "  // The attribute mappings of the console: export the schema beside this file.\n  schema: './schema.json',\n" : ''}})
`
}

const quoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
