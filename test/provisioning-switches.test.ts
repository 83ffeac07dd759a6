import { expect } from 'chai'
import {
  defaultSchema,
  type EntraSwitches,
  openJobState,
  type ProvisioningJobOptions,
  provisionOnDemand,
  type ResetScope,
  syntheticGroups,
  syntheticSource,
  Tenant,
} from '../mocks/entra/index.ts'
import type { JsonObject } from '../mocks/protocol/index.ts'
import { listenScimServer } from '../mocks/scim-server/index.ts'
import { createTransport, type HttpRequest } from '../mocks/transport/index.ts'
import { type Fault, faultyProxy } from './support/faulty-proxy.ts'
import { startJob } from './support/start-job.ts'

/** Creates a job for the reference server, with all its requests and log entries. */
async function jobAgainst(
  options: {
    readonly users?: number
    readonly groups?: number
    readonly switches?: Partial<EntraSwitches>
    readonly fault?: (method: string) => Fault
    readonly timeout?: number
  } & Partial<Pick<ProvisioningJobOptions, 'pause' | 'scope' | 'deletionThreshold' | 'concurrency'>>,
) {
  const { users = 3, groups = 0, switches, fault, timeout = 60_000, ...rest } = options
  const stack = new AsyncDisposableStack()
  const server = stack.use(await listenScimServer())
  const { origin } = new URL(server.url)
  const proxy = fault === undefined ? undefined : stack.use(await faultyProxy(origin, fault))
  const pool = stack.use(createTransport({ timeout }))
  const state = stack.use(openJobState())
  const source = syntheticSource({ seed: 21, count: users })
  const tenant = new Tenant({ source, groups: syntheticGroups(source, groups) })
  const sent: HttpRequest[] = []
  const entries: JsonObject[] = []
  const baseUrl = server.url.replace(origin, proxy?.origin ?? origin)
  const { job, clock } = stack.use(
    startJob({
      tenant,
      state,
      schema: defaultSchema,
      baseUrl,
      transport: (request, limits) => {
        sent.push(request)
        return pool.send(request, limits)
      },
      onEntry: (entry) => entries.push(entry),
      ...(switches === undefined ? {} : { switches }),
      ...rest,
    }),
  )
  const send = (method: string, path: string): Promise<Response> => fetch(server.url + path, { method })
  const methods = (): string[] => sent.splice(0).map(({ method }) => method)
  return {
    job,
    clock,
    state,
    tenant,
    source,
    sent,
    entries,
    baseUrl,
    send,
    methods,
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  }
}

const statusInfo = (entry: JsonObject | undefined) =>
  entry?.['provisioningStatusInfo'] as {
    status: string
    errorInformation: { errorCode: string; reason: string } | null
  }
const codes = (entries: readonly JsonObject[]) => entries.map((entry) => statusInfo(entry).errorInformation?.errorCode)

describe('Retry-After of a 429', () => {
  const once = (): ((method: string) => Fault) => {
    let posts = 0
    return (method) => {
      if (method === 'POST') posts += 1
      return method === 'POST' && posts === 1 ? '429' : 'none'
    }
  }

  it('pauses the whole job for its time, and repeats only the rejected request', async () => {
    const pauses: number[] = []
    let release = (): void => {}
    let sentBefore = 0
    await using started = await jobAgainst({
      users: 12,
      concurrency: 4,
      fault: once(),
      pause: (milliseconds) => {
        pauses.push(milliseconds)
        sentBefore = started.sent.length
        return new Promise((resolve) => {
          release = resolve
        })
      },
    })
    const cycle = started.job.runCycle()
    // Requests that were under way when the pause began are completed; then nothing is sent until it is over.
    await waitFor(() => pauses.length === 1)
    await settled(() => started.sent.length)
    const sentInPause = started.sent.length
    expect(sentInPause - sentBefore, 'requests that were under way').to.be.below(4)
    expect(sentInPause).to.be.below(16)
    release()
    expect((await cycle)?.counts).to.include({ created: 12, failed: 0 })
    expect(pauses).to.deep.equal([1000])
    expect(started.methods().filter((method) => method === 'POST')).to.have.length(13)
  })

  it('fails the object until the next cycle by the switch', async () => {
    await using started = await jobAgainst({
      fault: once(),
      switches: { retryAfter: 'fails' },
      pause: () => Promise.reject(new Error('the job pauses')),
    })
    expect((await started.job.runCycle())?.counts).to.include({ created: 2, failed: 1 })
    expect(codes(started.entries)).to.include('TooManyRequests')
    expect((await started.job.runCycle())?.counts).to.include({ created: 1, failed: 0 })
  })
})

/** Waits until a condition is true, without a timeout. */
async function waitFor(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await new Promise(setImmediate)
}

/** Waits until a number has not changed for a hundred turns of the event loop. */
async function settled(read: () => number): Promise<void> {
  for (let turns = 0, before = read(); turns < 100; turns += 1) {
    await new Promise(setImmediate)
    if (read() !== before) [turns, before] = [0, read()]
  }
}

describe('a POST without an answer in time', () => {
  const late = (): ((method: string) => Fault) => {
    let posts = 0
    return (method) => {
      if (method === 'POST') posts += 1
      return method === 'POST' && posts === 1 ? 'late-answer' : 'none'
    }
  }

  it('is repeated and meets 409; a later cycle finds the user', async () => {
    await using started = await jobAgainst({ users: 1, fault: late(), timeout: 1500 })
    expect((await started.job.runCycle())?.counts).to.include({ created: 0, failed: 1 })
    expect(started.methods().filter((method) => method === 'POST')).to.have.length(2)
    const failure = statusInfo(started.entries[0])
    expect(failure.errorInformation?.errorCode).to.equal('EntryConflict')
    expect(failure.errorInformation?.reason)
      .to.match(
        /^StatusCode: Conflict Message: Processing of the HTTP request resulted in an exception\. .*Web Response: \{.*"409"/,
      )
      .and.to.match(/This operation was retried 0 times\. It will be retried again after this date: \S+Z UTC$/)
    expect((await started.job.runCycle())?.counts).to.include({ unchanged: 1, failed: 0 })
    expect(started.state.escrowCount()).to.equal(0)
  })

  it('fails with Timeout by the switch', async () => {
    await using started = await jobAgainst({
      users: 1,
      fault: late(),
      timeout: 1500,
      switches: { timedOutPost: 'fails' },
    })
    await started.job.runCycle()
    expect(started.methods().filter((method) => method === 'POST')).to.have.length(1)
    expect(codes(started.entries)).to.deep.equal(['Timeout'])
    expect((await started.job.runCycle())?.counts).to.include({ unchanged: 1, failed: 0 })
  })
})

describe('an object that vanished from the server', () => {
  async function vanished(switches: Partial<EntraSwitches>, kind: 'Users' | 'Groups') {
    const started = await jobAgainst({ users: 1, groups: kind === 'Groups' ? 1 : 0, switches })
    await started.job.runCycle()
    const list = (await (await started.send('GET', `/${kind}`)).json()) as { Resources: { id: string }[] }
    await started.send('DELETE', `/${kind}/${list.Resources[0]?.id}`)
    const id = started.source.objectIdAt(0)
    if (kind === 'Users') started.tenant.change(id, { jobTitle: 'Lead' })
    else for (const group of started.tenant.groupIds()) started.tenant.changeGroup(group, { displayName: 'New name' })
    started.entries.splice(0)
    await started.job.runCycle()
    expect(codes(started.entries)).to.include('InvalidAnchor')
    return started
  }

  for (const kind of ['Users', 'Groups'] as const) {
    it(`stays failed until the job is restarted: ${kind}`, async () => {
      await using started = await vanished({}, kind)
      for (let attempt = 0; attempt < 3; attempt += 1)
        expect((await started.job.runCycle())?.counts.created).to.equal(0)
      started.job.restart()
      expect((await started.job.runCycle())?.counts).to.include({ created: 1, failed: 0 })
    })

    it(`is matched and created again by the switch: ${kind}`, async () => {
      await using started = await vanished({ vanishedObject: 'matched-again' }, kind)
      expect((await started.job.runCycle())?.counts).to.include({ created: 1, failed: 0 })
    })
  }
})

describe('matching and scope', () => {
  it('requests a user who is out of scope before the scope is evaluated, or not at all, by the switch', async () => {
    for (const [matching, expected] of [
      ['before-scope', 1],
      ['after-scope', 0],
    ] as const) {
      await using started = await jobAgainst({ users: 2, switches: { matching } })
      started.tenant.setAccountEnabled(started.source.objectIdAt(0), false)
      // The service does not read users that are not assigned.
      started.tenant.setAssigned(started.source.objectIdAt(1), false)
      expect((await started.job.runCycle())?.counts).to.include({ skipped: 2, created: 0 })
      const queries = started.sent.filter(({ url }) => url.includes('/Users?filter=') && !/%22[0-9a-f]{8}-/.test(url))
      expect(queries).to.have.length(expected)
      expect(codes(started.entries)).to.deep.equal(['NotEffectivelyEntitled', 'NotEffectivelyEntitled'])
      const entry = started.entries.find(({ sourceIdentity }) =>
        JSON.stringify(sourceIdentity).includes(started.source.objectIdAt(0)),
      )
      const steps = entry?.['provisioningSteps'] as { provisioningStepType: string; details: JsonObject }[]
      const scoping = steps.find(({ provisioningStepType }) => provisioningStepType === 'scoping')?.details
      expect(scoping).to.include({ 'Active in the source system': 'False', 'Assigned to the application': 'True' })
    }
  })

  it('skips a user without a value to match by before the scope is evaluated', async () => {
    for (const [matching, code] of [
      ['before-scope', 'ImportSkipped'],
      ['after-scope', 'NotEffectivelyEntitled'],
    ] as const) {
      await using started = await jobAgainst({ users: 1, switches: { matching } })
      const id = started.source.objectIdAt(0)
      started.tenant.change(id, { userPrincipalName: null, mailNickname: null })
      started.tenant.setAccountEnabled(id, false)
      await started.job.runCycle()
      expect(codes(started.entries)).to.deep.equal([code])
    }
  })

  it('are the steps of provisioning on demand in either order', async () => {
    await using started = await jobAgainst({ users: 1 })
    const objectId = started.source.objectIdAt(0)
    started.tenant.setAssigned(objectId, false)
    await using pool = createTransport()
    const steps = async (switches?: Partial<EntraSwitches>) => {
      const all = await provisionOnDemand(
        { kind: 'user', objectId },
        {
          tenant: started.tenant,
          schema: defaultSchema,
          baseUrl: started.baseUrl,
          authorization: () => ({}),
          transport: pool.send,
          random: () => 0.5,
          now: () => new Date(0),
          ...(switches === undefined ? {} : { switches }),
        },
      )
      return all.map(({ name, status }) => `${name} ${status}`)
    }
    expect(await steps()).to.deep.equal(['Import success', 'Match success', 'Scope skipped'])
    expect(await steps({ matching: 'after-scope' })).to.deep.equal(['Import success', 'Scope skipped'])
  })
})

describe('the scopes of a restart', () => {
  const kindAfter = async (...scopes: ResetScope[]) => {
    await using started = await jobAgainst({ users: 2 })
    await started.job.runCycle()
    started.state.saveEscrow({
      kind: 'user',
      sourceId: 'x',
      errorCode: 'Timeout',
      firstFailedAt: 0,
      attempts: 1,
      nextAttemptAt: 9e15,
    })
    started.job.restart(scopes)
    const links = started.state.linkCount()
    const escrows = started.state.escrowCount()
    return { kind: (await started.job.runCycle())?.kind, links, escrows }
  }

  for (const [scopes, expected] of [
    [['None'], { kind: 'incremental', links: 2, escrows: 1 }],
    [['Watermark'], { kind: 'initial', links: 2, escrows: 1 }],
    [['Escrows'], { kind: 'incremental', links: 2, escrows: 0 }],
    [['ConnectorDataStore'], { kind: 'incremental', links: 0, escrows: 1 }],
    [['Watermark', 'Escrows', 'QuarantineState'], { kind: 'initial', links: 2, escrows: 0 }],
    [['Full'], { kind: 'initial', links: 0, escrows: 0 }],
  ] as const)
    it(`are kept apart: ${scopes.join(', ')}`, async () => {
      expect(await kindAfter(...scopes)).to.deep.equal(expected)
    })

  it('QuarantineState and ForceDeletes let a job continue that holds deletions back', async () => {
    await using started = await jobAgainst({ users: 6, deletionThreshold: 1 })
    const { job, tenant, source } = started
    await job.runCycle()
    for (const index of [0, 1, 2]) tenant.setAssigned(source.objectIdAt(index), false)
    await job.runCycle()
    expect(job.status().status.code).to.equal('Quarantine')
    job.restart(['Watermark'])
    expect(job.status().status.code).to.equal('Quarantine')
    job.restart(['QuarantineState'])
    expect(job.status().status.code).to.equal('Active')
    expect((await job.runCycle())?.counts.disabled).to.equal(0)
    job.restart(['ForceDeletes'])
    expect((await job.runCycle())?.counts.disabled).to.equal(3)
    expect(job.status().status.code).to.equal('Active')
  })
})

describe('the status of a job', () => {
  it('is that of Graph: not configured, not run, active with a steady state, in quarantine', async () => {
    let isRefused = false
    await using started = await jobAgainst({ users: 2, groups: 1, fault: () => (isRefused ? '500' : 'none') })
    const { job } = started
    expect(job.status()).to.deep.include({ templateId: 'scim' })
    expect(job.status().schedule).to.deep.equal({ expiration: null, interval: 'PT40M', state: 'Disabled' })
    expect(job.status().status).to.deep.include({
      code: 'NotConfigured',
      lastExecution: null,
      progress: [],
      steadyStateFirstAchievedTime: '0001-01-01T00:00:00Z',
    })
    const cycle = job.runCycle()
    await waitFor(() => started.sent.length > 0)
    expect(job.status().status.code).to.equal('NotRun')
    expect(job.status().schedule.state).to.equal('Active')
    await cycle
    const { status } = job.status()
    expect(status.code).to.equal('Active')
    expect(status.lastExecution).to.deep.include({ state: 'Succeeded', countImported: 3 })
    expect(status.lastSuccessfulExecutionWithExports).to.deep.equal(status.lastExecution)
    expect(status.steadyStateFirstAchievedTime).to.equal('2026-01-01T00:00:00.000Z')
    expect(status.synchronizedEntryCountByType.map(({ key, value }) => `${key}: ${value}`)).to.have.members([
      'User to urn:ietf:params:scim:schemas:extension:enterprise:2.0:User: 2',
      'Group to urn:ietf:params:scim:schemas:core:2.0:Group: 1',
    ])
    isRefused = true
    await job.runCycle()
    expect(job.status().status).to.include({ code: 'Quarantine', countSuccessiveCompleteFailures: 1 })
    expect(job.status().status.quarantine?.error).to.include({ tenantActionable: true })
    expect(job.status().status.lastExecution?.error.message).to.include('500')
  })

  it('reports rejected credentials as Graph does', async () => {
    await using started = await jobAgainst({ users: 1 })
    const { job } = started
    const refusing = startJob({
      tenant: started.tenant,
      state: openJobState(),
      schema: defaultSchema,
      baseUrl: started.baseUrl,
      transport: async () => ({ status: 401, headers: {}, body: '' }),
    })
    await using _closed = refusing
    await job.runCycle()
    await refusing.job.runCycle()
    expect(refusing.job.status().status.lastExecution?.error.code).to.equal(
      'SystemForCrossDomainIdentityManagementInvalidCredentials',
    )
  })
})
