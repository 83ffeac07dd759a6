import { expect } from 'chai'
import {
  CYCLE_INTERVAL,
  jumpCloudSchema,
  openJobState,
  scenarios,
  syntheticSource,
  Tenant,
} from '../mocks/entra/index.ts'
import { createJumpCloudApi } from '../mocks/jumpcloud-api/index.ts'
import { listenJumpCloudScim } from '../mocks/jumpcloud-scim/index.ts'
import { documentedLog } from './support/documented-log.ts'
import { START, startJob } from './support/start-job.ts'

const USERS = 1000
const DAYS = 28
const DAY = 86_400_000
/** The number of cycles between two events in the tenant. */
const EVENT_EVERY = 9

describe('a virtual month of 1000 users', () => {
  it('ends with exactly the system users that the tenant is entitled to', async () => {
    const apiKey = 'k'.repeat(40)
    const api = createJumpCloudApi({ apiKey })
    const listening = await api.listen()
    const scim = await listenJumpCloudScim({ apiUrl: listening.url, switches: { remove: 'delete' } })
    const tenant = new Tenant({ source: syntheticSource({ seed: 11, count: USERS }) })
    const applicants = syntheticSource({ seed: 12, count: 500, prefix: 'new.' })
    using state = openJobState()
    const failures: unknown[] = []
    const isDocumented = documentedLog()
    const undocumented: unknown[] = []
    const seen = new Set<string>()
    await using started = startJob({
      tenant,
      state,
      schema: jumpCloudSchema,
      baseUrl: scim.url,
      token: apiKey,
      onEntry: (entry) => {
        seen.add(String(entry['provisioningAction']))
        if (!isDocumented(entry)) undocumented.push({ entry, errors: isDocumented.errors })
        if (JSON.stringify(entry['provisioningStatusInfo']).includes('"failure"')) failures.push(entry)
      },
    })
    const { job, clock } = started
    let chance = 5
    const random = (): number => {
      chance = (chance * 48_271) % 2_147_483_647
      return chance / 2_147_483_647
    }
    try {
      let cycles = 0
      for (let step = 0; clock.now().getTime() < START.getTime() + DAYS * DAY; step += 1) {
        const cycle = await job.runCycle()
        expect(cycle?.kind).to.equal(step === 0 ? 'initial' : 'incremental')
        cycles += 1
        const now = clock.now()
        if (step % EVENT_EVERY === 0)
          scenarios['lifecycle']?.({ tenant, applicants, random, now, step: step / EVENT_EVERY })
        if (step === 300) scenarios['mass-leave']?.({ tenant, applicants, random, now, step })
        if (step === 500) for (const { objectId } of tenant.users()) if (random() < 0.01) tenant.delete(objectId, now)
        // Some deleted users are purged before their 30 days are over.
        if (step === 700)
          for (const { objectId } of tenant.users())
            if (tenant.user(objectId)?.deletedAt !== null && random() < 0.5) tenant.purge(objectId)
      }
      expect(cycles).to.be.within((DAYS * DAY) / CYCLE_INTERVAL, (DAYS * DAY) / CYCLE_INTERVAL + 2)
      await job.runCycle()

      expect(failures).to.deep.equal([])
      expect(undocumented.slice(0, 3), 'entries that are not of the documented shape').to.deep.equal([])
      expect([...seen]).to.have.members(['create', 'update', 'disable', 'delete', 'other'])
      expect(job.status().status.code).to.equal('Active')
      expect(state.escrowCount()).to.equal(0)
      const stored = api.store.list().map(({ username, email, firstname, lastname, department, suspended }) => {
        return { username, email, firstname, lastname, department, suspended }
      })
      const byName = (a: { username: unknown }, b: { username: unknown }): number =>
        String(a.username) < String(b.username) ? -1 : 1
      expect(stored.sort(byName)).to.deep.equal(expectedSystemUsers(tenant).sort(byName))
    } finally {
      await scim.close()
      await listening.close()
    }
  })
})

/**
 * Computes from the tenant alone which system users JumpCloud must have: all current users, and all former ones,
 * suspended, until they are deleted permanently. Every user of this month was assigned and enabled in some cycle, so
 * every user was created.
 */
function expectedSystemUsers(tenant: Tenant) {
  return [...tenant.users()].flatMap(({ objectId }) => {
    const user = tenant.user(objectId)
    if (user === undefined) return []
    const text = (name: string): string => String(user.attributes[name] ?? '')
    const isHere = user.isAssigned && user.isAccountEnabled && user.deletedAt === null
    const [, alias, home] = /^(.+)_([^_]+)#EXT#@/.exec(text('userPrincipalName')) ?? []
    return [
      {
        username: text('mailNickname'),
        email: alias === undefined ? text('userPrincipalName') : `${alias}@${home}`,
        firstname: text('givenName'),
        lastname: text('surname'),
        department: text('department'),
        suspended: !isHere,
      },
    ]
  })
}
