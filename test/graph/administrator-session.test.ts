import { createRequire } from 'node:module'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import type { Client as GraphClient, GraphError } from '@microsoft/microsoft-graph-client'
import { expect } from 'chai'
import { createGraph } from '../../mocks/entra/graph/index.ts'
import { exportSynchronizationSchema, jumpCloudSchema, syntheticSource } from '../../mocks/entra/index.ts'
import { createJumpCloudApi, parseFault } from '../../mocks/jumpcloud-api/index.ts'
import { listenJumpCloudScim } from '../../mocks/jumpcloud-scim/index.ts'
import { createAuthority } from '../../mocks/serving/index.ts'
import { createTransport } from '../../mocks/transport/index.ts'
import { FACADE_START } from '../support/graph-facade.ts'

// Its ES modules import files without extensions, which Node does not resolve.
const { Client, PageIterator } = createRequire(import.meta.url)(
  '@microsoft/microsoft-graph-client',
) as typeof import('@microsoft/microsoft-graph-client')

const GRAPH_TOKEN = 'graph-token-of-the-test'
const API_KEY = 'jumpcloud-key-of-the-test'
const USERS = 30

/** Starts JumpCloud with its SCIM front, and the façade over TLS, with Microsoft's client of it. */
async function stage() {
  const stack = new AsyncDisposableStack()
  const api = stack.use(await createJumpCloudApi({ apiKey: API_KEY }).listen())
  const front = stack.use(await listenJumpCloudScim({ apiUrl: api.url, hasCredentials: true }))
  const pool = createTransport({ timeout: 30_000 })
  stack.defer(() => pool.close())
  const graph = createGraph({
    source: syntheticSource({ seed: 3, count: USERS }),
    transport: pool.send,
    token: GRAPH_TOKEN,
    now: () => FACADE_START,
    judgesAnswers: true,
    // The first request for a count gets a 429: the client waits and repeats it.
    faults: [parseFault('GET /v1.0/users/$count=429@0.5')],
    faultSeed: 5,
    exposeRecorder: true,
    pause: () => Promise.resolve(),
  })
  const authority = createAuthority('session', new Date())
  const listening = stack.use(await graph.listen({ tls: authority.issue(['localhost', '127.0.0.1']) }))
  const before = getCACertificates('default')
  setDefaultCACertificates([...before, authority.certificate])
  stack.defer(() => setDefaultCACertificates(before))
  const client: GraphClient = Client.init({
    baseUrl: listening.url.replace('127.0.0.1', 'localhost'),
    customHosts: new Set(['localhost']),
    authProvider: (done) => done(null, GRAPH_TOKEN),
  })
  const users = async (): Promise<Record<string, unknown>[]> => {
    const response = await fetch(`${api.url}/api/systemusers?limit=100`, { headers: { 'x-api-key': API_KEY } })
    return ((await response.json()) as { results: Record<string, unknown>[] }).results
  }
  return { client, graph, scimUrl: front.url, users, [Symbol.asyncDispose]: () => stack.disposeAsync() }
}

/** Returns the error with which a request of the client was rejected. */
async function refusal(request: Promise<unknown>): Promise<Pick<GraphError, 'statusCode' | 'code' | 'requestId'>> {
  try {
    await request
  } catch (error) {
    return error as GraphError
  }
  throw new Error('the request was not refused')
}

describe("a whole session of an administrator with Microsoft's client library over TLS", () => {
  it('configures, provisions, disables, restarts, ends a quarantine, and deletes', async () => {
    await using played = await stage()
    const { client, graph, scimUrl, users } = played
    const minutes = (count: number) => graph.advance(count * 60_000)

    const template = await client.api('/applicationTemplates').filter("displayName eq 'Custom'").get()
    const { application, servicePrincipal } = await client
      .api(`/applicationTemplates/${template.value[0].id}/instantiate`)
      .post({ displayName: 'JumpCloud' })
    const sync = `/servicePrincipals/${servicePrincipal.id}/synchronization`
    const job = await client.api(`${sync}/jobs`).post({ templateId: 'scim' })
    expect(job.status.code).to.equal('NotConfigured')
    expect(await refusal(client.api(`${sync}/jobs`).post({ templateId: 'scim' }))).to.include({ statusCode: 409 })

    const credentials = (token: string) => [
      { key: 'BaseAddress', value: scimUrl },
      { key: 'SecretToken', value: token },
    ]
    const validate = client.api(`${sync}/jobs/${job.id}/validateCredentials`)
    const wrong = await refusal(validate.post({ templateId: 'scim', credentials: credentials('wrong') }))
    expect(wrong).to.include({ statusCode: 400, code: 'CredentialValidationUnavailable' })
    expect(wrong.requestId).to.match(/^[0-9a-f-]{36}$/)
    expect(await refusal(client.api(`${sync}/jobs/${job.id}/start`).post(null))).to.include({ statusCode: 400 })
    await client.api(`${sync}/secrets`).put({ value: credentials(API_KEY) })
    await validate.post({ templateId: 'scim', useSavedCredentials: true })

    const schema = client.api(`${sync}/jobs/${job.id}/schema`)
    await schema.put(exportSynchronizationSchema(jumpCloudSchema))
    const { synchronizationRules } = await schema.get()

    const members: { id: string }[] = []
    const page = await client.api('/users').select('id,userType').filter("userType eq 'Member'").top(7).get()
    await new PageIterator(client, page, (user) => {
      members.push(user)
      return true
    }).iterate()
    expect(Number(await client.api('/users/$count').filter("userType eq 'Member'").get())).to.equal(members.length)
    const role = servicePrincipal.appRoles.find((one: { displayName: string }) => one.displayName === 'User')
    const assigned = members.slice(0, 5)
    for (const { id } of assigned)
      await client
        .api(`/servicePrincipals/${servicePrincipal.id}/appRoleAssignedTo`)
        .post({ principalId: id, resourceId: servicePrincipal.id, appRoleId: role.id })

    const [first, second] = assigned
    const onDemand = await client.api(`${sync}/jobs/${job.id}/provisionOnDemand`).post({
      parameters: [{ ruleId: synchronizationRules[0].id, subjects: [{ objectId: first?.id, objectTypeName: 'User' }] }],
    })
    expect(JSON.parse(onDemand.key)).to.deep.equal({ result: 'Success', details: null })
    const steps = JSON.parse(onDemand.value).provisioningSteps as { type: string; status: string }[]
    expect(steps.map(({ type }) => type)).to.deep.equal(['Import', 'Matching', 'Scoping', 'Export'])
    expect(await users()).to.have.length(1)

    await client.api(`${sync}/jobs/${job.id}/start`).post(null)
    await minutes(1)
    expect(await users()).to.have.length(5)
    const status = await client.api(`${sync}/jobs/${job.id}`).get()
    expect(status.schedule.state).to.equal('Active')
    expect(status.status).to.include({ code: 'Active', quarantine: null })
    const created = await client
      .api('/auditLogs/provisioning')
      .filter(
        `jobId eq '${job.id}' and servicePrincipal/id eq '${servicePrincipal.id}' and sourceIdentity/id eq '${second?.id}' and provisioningAction eq 'Create'`,
      )
      .orderby('activityDateTime desc')
      .top(1)
      .get()
    expect(created.value[0].provisioningStatusInfo.status).to.equal('success')

    await client.api(`/users/${second?.id}`).patch({ accountEnabled: false })
    await minutes(40)
    expect((await users()).filter(({ state }) => state === 'SUSPENDED')).to.have.length(1)

    await client.api(`${sync}/jobs/${job.id}/restart`).post({ criteria: { resetScope: 'Watermark, Escrows' } })
    const [restarted] = await minutes(0)
    expect(restarted).to.include({ kind: 'initial', imported: 5 })

    await client.api(`${sync}/secrets`).put({ value: credentials('revoked') })
    await minutes(40)
    const quarantined = (await client.api(`${sync}/jobs/${job.id}`).get()).status
    expect(quarantined.code).to.equal('Quarantine')
    expect(quarantined.lastExecution.error.code).to.equal('SystemForCrossDomainIdentityManagementInvalidCredentials')
    await client.api(`${sync}/secrets`).put({ value: credentials(API_KEY) })
    await client.api(`${sync}/jobs/${job.id}/start`).post(null)
    await minutes(0)
    expect((await client.api(`${sync}/jobs/${job.id}`).get()).status.code).to.equal('Active')
    const audit = await client.api('/auditLogs/directoryAudits').filter("activityDisplayName eq 'Quarantine'").get()
    expect(audit.value).to.have.length(1)

    await client.api(`${sync}/jobs/${job.id}`).delete()
    expect(await refusal(client.api(`${sync}/jobs/${job.id}`).get())).to.include({
      statusCode: 404,
      code: 'Request_ResourceNotFound',
    })
    await client.api(`/applications/${application.id}`).delete()
    expect((await client.api('/servicePrincipals').get()).value).to.deep.equal([])
    const slowed = graph.recorder.calls.filter(
      ({ path, status: answered }) => path.includes('$count') && answered === 429,
    )
    expect(slowed, 'the client was slowed down, and asked again').to.have.length(1)
  })
})
