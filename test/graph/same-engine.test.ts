import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { syntheticGroups, syntheticSource } from '../../mocks/entra/index.ts'
import { listenScimServer } from '../../mocks/scim-server/index.ts'
import { scimRehearsal } from '../support/command.ts'
import { assign, configureApplication, everyPage, SCIM_TOKEN, startFacade } from '../support/graph-facade.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const GUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g
const [SEED, USERS, GROUPS] = [5, 12, 2]

/**
 * Returns the requests that a server got, sorted, because objects are provisioned several at a time. Ids that a
 * server or a run assigned are replaced.
 */
async function requestsTo(url: string): Promise<string[]> {
  const response = await fetch(`${new URL(url).origin}/__recorder?limit=1000`)
  const { results } = (await response.json()) as { results: { method: string; path: string; body?: unknown }[] }
  return results
    .map(({ method, path, body }) => `${method} ${path} ${JSON.stringify(body) ?? ''}`.replaceAll(GUID, 'GUID'))
    .sort()
}

/** Returns entries of a log without values that differ from run to run. */
function comparable(entries: readonly Record<string, unknown>[]): string[] {
  return entries
    .map(({ id: _id, durationInMilliseconds: _took, jobId: _job, ...entry }) =>
      JSON.stringify(Object.fromEntries(Object.entries(entry).filter(([name]) => !name.startsWith('@')))).replaceAll(
        GUID,
        'GUID',
      ),
    )
    .sort()
}

/** The behaviour of a recorded client that differs from the default in each kind of setting. */
const RECORDED = {
  dialect: 'flagged',
  activeAsText: true,
  switches: { primaryEmail: 'each' },
} as const

describe('a job that Graph starts, and one that the command line starts', () => {
  for (const [title, behaviour] of [
    ['send the same requests and write the same log', {}],
    ['behave as the client of the same recording', RECORDED],
  ] as const)
    it(title, async () => {
      using folder = temporaryFolder()
      const fidelity = join(folder.path, 'fidelity.json')
      writeFileSync(fidelity, JSON.stringify({ schemaVersion: 1, switches: {}, ...behaviour }))
      await using server = await listenScimServer({ token: SCIM_TOKEN, exposeRecorder: true })
      const size = [
        '--users',
        String(USERS),
        '--groups',
        String(GROUPS),
        '--seed',
        String(SEED),
        '--cycles',
        '2',
        '--fidelity',
        fidelity,
      ]
      const { code, stdout, stderr } = await scimRehearsal(['provision', '--target', server.url, ...size, '--json'], {
        environment: { SCIM_TOKEN },
      })
      expect(code, stderr).to.equal(0)
      const printed = stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Record<string, unknown>)
        .filter((line) => 'provisioningAction' in line)

      const source = syntheticSource({ seed: SEED, count: USERS })
      await using facade = await startFacade({ source, groups: syntheticGroups(source, GROUPS), ...behaviour })
      const app = await configureApplication(facade)
      await facade.ask('PATCH', `/servicePrincipals/${app.servicePrincipalId}`, { displayName: 'scim-rehearsal' })
      for (const { id } of [...(await everyPage(facade, '/users?$top=5')), ...(await everyPage(facade, '/groups'))])
        await assign(facade, app, String(id))
      await facade.ask('POST', `${app.job}/start`)
      const advanced = await facade.ask('POST', '/__clock', { advance: 'PT40M' })
      expect(advanced.body.cycles).to.have.length(2)

      const requests = await requestsTo(facade.scim.url)
      expect(requests.length).to.be.above(USERS * 2)
      expect(requests).to.deep.equal(await requestsTo(server.url))
      const entries = await everyPage(facade, '/auditLogs/provisioning?$top=7')
      expect(entries.length).to.be.at.least(USERS + GROUPS)
      expect(comparable(entries)).to.deep.equal(comparable(printed))
    })
})
