import { expect } from 'chai'
import { defaultSchema, openJobState, syntheticGroups, syntheticSource, Tenant } from '../mocks/entra/index.ts'
import type { JsonObject } from '../mocks/protocol/index.ts'
import { listenScimServer } from '../mocks/scim-server/index.ts'
import { createTransport } from '../mocks/transport/index.ts'
import { answeringServer } from './support/answering-server.ts'
import { documentedLog } from './support/documented-log.ts'
import { type Fault, faultyProxy } from './support/faulty-proxy.ts'
import { startJob } from './support/start-job.ts'

const USERS = 120
const FAULTS: readonly Fault[] = ['429', '500', 'reset', 'hang', 'lost-answer']

/** Returns all resources of one kind on a server, by a listing. */
async function resources(url: string, kind: 'Users' | 'Groups'): Promise<JsonObject[]> {
  const all: JsonObject[] = []
  for (;;) {
    const response = await fetch(`${url}/${kind}?startIndex=${all.length + 1}&count=100`)
    const page = (await response.json()) as { totalResults: number; Resources?: JsonObject[] }
    all.push(...(page.Resources ?? []))
    if (all.length >= page.totalResults) return all
  }
}

describe('a target that fails in every way', () => {
  it('loses nothing, duplicates nothing, and has a log of everything that happened', async () => {
    await using server = await listenScimServer()
    let count = 0
    // Every third request gets a fault, in turn, except the probes at the start of a cycle.
    await using proxy = await faultyProxy(new URL(server.url).origin, () => {
      count += 1
      return count % 3 === 0 ? (FAULTS[(count / 3) % FAULTS.length] ?? 'none') : 'none'
    })
    const source = syntheticSource({ seed: 3, count: USERS })
    const tenant = new Tenant({ source, groups: syntheticGroups(source, 2) })
    using state = openJobState()
    await using pool = createTransport({ timeout: 400 })
    const entries: JsonObject[] = []
    await using started = startJob({
      tenant,
      state,
      schema: defaultSchema,
      baseUrl: server.url.replace(new URL(server.url).origin, proxy.origin),
      transport: pool.send,
      onEntry: (entry) => entries.push(entry),
    })
    const { job } = started
    for (let cycle = 0; cycle < 400; cycle += 1) {
      await job.runCycle()
      const { status } = job.status()
      if (state.escrowCount() === 0 && status.quarantine === null && status.lastExecution?.countEscrowed === 0) break
    }
    expect(state.escrowCount(), 'objects that still wait').to.equal(0)
    for (const fault of FAULTS) expect(proxy.met[fault], fault).to.be.greaterThan(5)

    const users = await resources(server.url, 'Users')
    const names = users.map((user) => String(user['userName'])).sort()
    expect(new Set(names).size, 'different users').to.equal(names.length)
    expect(names).to.have.length(USERS)
    const groups = await resources(server.url, 'Groups')
    expect(groups.map(({ displayName }) => displayName)).to.have.members(['Engineering 1', 'Sales 2'])
    for (const group of groups) expect(group['members'], String(group['displayName'])).to.have.length(25)
    const codes = new Set(
      entries.map((entry) => JSON.stringify(entry)).flatMap((text) => /"errorCode":"(\w+)"/.exec(text)?.[1] ?? []),
    )
    const isDocumented = documentedLog()
    expect(
      entries.filter((entry) => !isDocumented(entry)).slice(0, 3),
      'entries not of the documented shape',
    ).to.deep.equal([])
    expect([...codes]).to.include.members(['InternalServerError', 'WebExceptionProtocolError', 'Timeout'])
  })
})

describe('quarantine', () => {
  it('begins when a probe is answered with 404, slows the job down, and ends with the first success', async () => {
    let isWell = false
    await using server = await answeringServer((_request, response) => {
      const list = { schemas: ['urn:ietf:params:scim:api:messages:2.0:ListResponse'], totalResults: 0, Resources: [] }
      response.writeHead(isWell ? 200 : 404, { 'content-type': 'application/scim+json' })
      response.end(JSON.stringify(isWell ? list : {}))
    })
    using state = openJobState()
    const tenant = new Tenant({ source: syntheticSource({ seed: 1, count: 0 }) })
    await using started = startJob({ tenant, state, schema: defaultSchema, baseUrl: server.url })
    const { job, clock } = started
    await job.runCycle()
    const { status } = job.status()
    expect(status.code).to.equal('Quarantine')
    expect(status.quarantine).to.include({ reason: 'EncounteredQuarantineException', seriesCount: 1 })
    expect(status.quarantine?.error.message).to.include('404')
    const began = clock.now()
    await job.runCycle()
    await job.runCycle()
    expect(clock.now().getTime() - began.getTime()).to.equal((30 + 60) * 60_000)
    isWell = true
    await job.runCycle()
    expect(job.status().status.code).to.equal('Active')
  })

  it('disables the job after 28 days', async () => {
    await using server = await answeringServer((_request, response) => void response.writeHead(401).end())
    using state = openJobState()
    const tenant = new Tenant({ source: syntheticSource({ seed: 1, count: 5 }) })
    await using started = startJob({ tenant, state, schema: defaultSchema, baseUrl: server.url })
    let cycles = 0
    while ((await started.job.runCycle()) !== undefined) cycles += 1
    expect(cycles).to.be.within(28, 40)
    expect(started.job.status().schedule.state).to.equal('Disabled')
    started.job.restart()
    expect(started.job.status().schedule.state).to.equal('Active')
  })

  it('holds deletions back above the threshold, until an administrator allows them', async () => {
    await using server = await listenScimServer()
    using state = openJobState()
    const source = syntheticSource({ seed: 9, count: 20 })
    const tenant = new Tenant({ source })
    const entries: JsonObject[] = []
    await using started = startJob({
      tenant,
      state,
      schema: defaultSchema,
      baseUrl: server.url,
      deletionThreshold: 5,
      onEntry: (entry) => entries.push(entry),
    })
    const { job } = started
    await job.runCycle()
    for (let index = 0; index < 10; index += 1) tenant.setAssigned(source.objectIdAt(index), false)
    await job.runCycle()
    const active = async (): Promise<number> =>
      (await resources(server.url, 'Users')).filter((user) => user['active'] === true).length
    expect(await active(), 'no user was disabled').to.equal(20)
    expect(job.status().status.quarantine?.reason).to.equal('TooManyDeletes')
    expect(entries.filter((entry) => entry['provisioningAction'] === 'stageddelete')).to.have.length(10)
    job.allowDeletes()
    await job.runCycle()
    expect(await active()).to.equal(10)
    expect(job.status().status.code).to.equal('Active')
  })

  it('counts groups for the threshold, and holds their deletion back too', async () => {
    await using server = await listenScimServer()
    using state = openJobState()
    const source = syntheticSource({ seed: 9, count: 4 })
    const groups = syntheticGroups(source, 3)
    const tenant = new Tenant({ source, groups })
    await using started = startJob({ tenant, state, schema: defaultSchema, baseUrl: server.url, deletionThreshold: 2 })
    await started.job.runCycle()
    tenant.setAssigned(source.objectIdAt(0), false)
    for (const { objectId } of groups.slice(0, 2)) tenant.removeGroup(objectId)
    await started.job.runCycle()
    expect(started.job.status().status.quarantine?.error.message).to.include('3 deletions')
    expect(await resources(server.url, 'Groups')).to.have.length(3)
    started.job.allowDeletes()
    await started.job.runCycle()
    expect(await resources(server.url, 'Groups')).to.have.length(1)
  })
})
