import { expect } from 'chai'
import {
  defaultSchema,
  exportSynchronizationSchema,
  importSynchronizationSchema,
  openJobState,
  type SynchronizationSchema,
  scenarios,
  syntheticSource,
  Tenant,
} from '../mocks/entra/index.ts'
import type { JsonObject } from '../mocks/protocol/index.ts'
import { listenScimServer } from '../mocks/scim-server/index.ts'
import { scimRehearsal } from './support/command.ts'
import { startJob } from './support/start-job.ts'

/** Returns the shipped schema with one more row for users. */
function withRow(targetAttributeName: string, expression: string): SynchronizationSchema {
  const row = { targetAttributeName, source: { expression } }
  const synchronizationRules = defaultSchema.synchronizationRules.map((rule) => ({
    ...rule,
    objectMappings: rule.objectMappings.map((mapping) =>
      /user/i.test(mapping.targetObjectName)
        ? { ...mapping, attributeMappings: [...mapping.attributeMappings, row] }
        : mapping,
    ),
  }))
  return importSynchronizationSchema(JSON.stringify({ ...defaultSchema, synchronizationRules }))
}

/** Returns the roles of one user on the server after each act: created, granted, changed, removed. */
async function rolesAfterEachAct(schema: SynchronizationSchema) {
  await using server = await listenScimServer()
  using state = openJobState()
  const source = syntheticSource({ seed: 31, count: 1 })
  const tenant = new Tenant({ source })
  const entries: JsonObject[] = []
  await using started = startJob({
    tenant,
    state,
    schema,
    baseUrl: server.url,
    onEntry: (entry) => entries.push(entry),
  })
  const shown: unknown[] = []
  const sentences: string[] = []
  for (let act = 0; act < 4; act += 1) {
    const stage = { tenant, applicants: source, random: () => 0, now: new Date(0), step: act - 1 }
    if (act > 0) sentences.push(scenarios['role']?.(stage) ?? '')
    await started.job.runCycle()
    const { Resources } = (await (await fetch(`${server.url}/Users`)).json()) as { Resources: JsonObject[] }
    shown.push(Resources[0]?.['roles'])
  }
  return { shown, sentences, actions: entries.map((entry) => entry['provisioningAction']) }
}

describe('the scenario of roles', () => {
  it('grants a role, changes it, and removes it, for which Entra sends no request', async () => {
    const schema = withRow('roles[primary eq "True"].value', 'SingleAppRoleAssignment([appRoleAssignments])')
    const { shown, sentences, actions } = await rolesAfterEachAct(schema)
    const role = (value: string) => [{ primary: true, value }]
    expect(shown).to.deep.equal([undefined, role('Admin'), role('Editor'), role('Editor')])
    expect(sentences.map((sentence) => sentence.replace(/^.*? (is|has|loses) /, '$1 '))).to.deep.equal([
      'is granted the role Administrator',
      'has the role Editor',
      'loses the role',
    ])
    expect(actions).to.deep.equal(['create', 'update', 'update', 'other'])
  })

  it('grants whole roles by AssertiveAppRoleAssignmentsComplex', async () => {
    const schema = withRow('roles', 'AssertiveAppRoleAssignmentsComplex([appRoleAssignments])')
    const { shown } = await rolesAfterEachAct(schema)
    const type = 'WindowsAzureActiveDirectoryRole'
    const role = (display: string, value: string) => [{ primary: false, type, display, value }]
    expect(shown.slice(1, 3)).to.deep.equal([role('Administrator', 'Admin'), role('Editor', 'Editor')])
  })

  it('reports if the schema maps no role', async () => {
    const { code, stderr } = await scimRehearsal(['provision', '--users', '2', '--cycles', '4', '--scenario', 'role'])
    expect(code).to.equal(0)
    expect(stderr).to.include('the schema maps no role').and.to.include('SingleAppRoleAssignment([appRoleAssignments])')
    expect(exportSynchronizationSchema(defaultSchema)).to.not.include('appRoleAssignments]')
  })
})
