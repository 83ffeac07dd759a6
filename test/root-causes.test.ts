import { expect } from 'chai'
import { rehearse } from '../harness/index.ts'
import { jumpCloudSchema } from '../mocks/entra/index.ts'
import { type Deviation, deviating, listenScimServer, ScimError } from '../mocks/scim-server/index.ts'
import type { CheckResult } from '../reports/index.ts'

const RFC_SUITES = ['rfc7643', 'rfc7644', 'rfc9865']
const { filters, isGroup, isResource, resources, without } = deviating

/** Runs suites, by default those of the RFCs, against a server with one defect on which everything else depends. */
async function run(deviation: Deviation, concurrency = 8, suites = RFC_SUITES): Promise<readonly CheckResult[]> {
  await using server = await listenScimServer({ deviation, token: 'rehearsal' })
  const { result } = await rehearse({
    schema: jumpCloudSchema,
    seed: 5,
    concurrency,
    shuffle: true,
    target: { url: server.url, token: 'rehearsal' },
    selection: { suites },
  })
  expect(result.leftovers ?? []).to.deep.equal([])
  return result.checks
}

const refusing = (name: string, methods: RegExp, paths: RegExp, status: number): Deviation => ({
  name,
  says: `${name} is rejected`,
  caughtBy: [],
  around: async (request, serve) => {
    if (methods.test(request.method) && paths.test(request.path)) throw new ScimError(status, `${name} is rejected`)
    return serve(request)
  },
})

const findings = (checks: readonly CheckResult[]): string[] =>
  checks.filter(({ outcome }) => ['fail', 'warn', 'error'].includes(outcome)).map(({ id }) => id)
const skippedFor = (checks: readonly CheckResult[], cause: string): CheckResult[] =>
  checks.filter((check) => check.outcome === 'skip' && check.cause === cause)

describe('a failure from which others follow is one finding if', () => {
  it('no resource can be created', async () => {
    const checks = await run(refusing('create', /^POST$/, /^\/(?:Users|Groups)\/?$/, 403))
    expect(findings(checks)).to.deep.equal(['scim.create.answers-201'])
    const skipped = skippedFor(checks, 'scim.create.answers-201')
    expect(skipped.length, 'checks that cannot start').to.be.above(100)
    for (const { reason } of skipped)
      expect(reason).to.match(/cannot be created|follows from|lacks an ability|other checks report that/)
  })

  // With one check at a time, a check that waits for another must not block it.
  for (const concurrency of [1, 8]) {
    it(`PATCH does not work, ${concurrency} at a time`, async () => {
      const checks = await run(refusing('PATCH', /^PATCH$/, /./, 501), concurrency)
      expect(findings(checks)).to.deep.equal(['scim.patch.replace-attribute'])
      const skipped = skippedFor(checks, 'scim.patch.replace-attribute')
      expect(skipped.length, 'checks that need PATCH').to.be.above(50)
      for (const { reason } of skipped) expect(reason).to.include('PATCH replace changes a single-valued attribute')
    })
  }

  it('bulk does not work', async () => {
    const checks = await run(refusing('bulk', /^POST$/, /^\/Bulk\/?$/, 501))
    expect(findings(checks)).to.deep.equal(['scim.bulk.processed'])
    expect(skippedFor(checks, 'scim.bulk.processed').length, 'checks that need bulk').to.be.above(15)
  })

  it('there is no PUT', async () => {
    const checks = await run(refusing('PUT', /^PUT$/, /./, 405))
    expect(findings(checks)).to.deep.equal(['scim.put.replaces'])
    expect(skippedFor(checks, 'scim.put.replaces').length, 'checks that need PUT').to.be.above(10)
  })

  it('userName eq finds no user', async () => {
    const blind: Deviation = {
      name: 'blind',
      says: 'users are found by another attribute than was asked for',
      caughtBy: [],
      around: filters((filter) => filter.replaceAll('userName eq', 'title eq')),
    }
    const checks = await run(blind)
    expect(findings(checks).filter((id) => id.startsWith('scim.filter.'))).to.deep.equal(['scim.filter.eq-hit'])
    expect(skippedFor(checks, 'scim.filter.eq-hit').length, 'checks that need filters').to.be.above(20)

    const entra = await run(blind, 8, ['entra'])
    expect(findings(entra).filter((id) => id.startsWith('entra.match.'))).to.deep.equal(['entra.match.second-cycle'])
    expect(skippedFor(entra, 'entra.match.second-cycle').length, 'checks that need matching').to.be.above(15)
  })

  it('a schema cannot be read by itself', async () => {
    const lists: Deviation = {
      name: 'lists',
      says: 'GET /Schemas/{URI} answers all schemas for any URI',
      caughtBy: [],
      around: (request, serve) => serve({ ...request, path: request.path.replace(/^\/Schemas\/.*/, '/Schemas') }),
    }
    expect(findings(await run(lists))).to.deep.equal(['scim.discovery.schema-by-uri'])
  })

  it('no resource has meta', async () => {
    const bare: Deviation = {
      name: 'bare',
      says: 'no User and no Group is shown with meta',
      caughtBy: [],
      around: resources(isResource, (resource) => without(resource, 'meta')),
    }
    // A server that supports versions returns them in meta.
    const found = findings(await run(bare)).filter((id) => !id.startsWith('scim.version.'))
    expect(found).to.deep.equal(['scim.common.present'])
  })

  it('members are never returned', async () => {
    const hidden: Deviation = {
      name: 'hidden',
      says: 'no Group is shown with its members',
      caughtBy: [],
      around: resources(isGroup, (group) => without(group, 'members')),
    }
    const checks = await run(hidden, 8, ['entra'])
    expect(findings(checks)).to.deep.equal(['entra.group.members-added'])
    expect(skippedFor(checks, 'entra.group.members-added').length, 'checks that need members').to.be.above(3)
  })
})
