import {
  type CycleRecord,
  createProvisioningJob,
  openJobState,
  scenarios,
  syntheticGroups,
  syntheticSource,
  Tenant,
  virtualClock,
} from '../../mocks/entra/index.ts'
import type { Transport } from '../../mocks/transport/index.ts'
import type { LoadCycle } from '../../reports/index.ts'
import { seededRandom } from '../index.ts'
import { type ModelContext, ownLanes } from './models.ts'

/** The shares of the tenant that join, move and leave between two cycles. */
const CHANGES = { joiner: 0.01, mover: 0.03, leaver: 0.01 } as const

/**
 * Runs Entra's own pattern: an initial cycle of a tenant, then incremental cycles, without the 40 minutes in between.
 */
export async function runEntra(
  context: ModelContext,
  transport: Transport,
  prefix: string,
  onCycle: (cycle: LoadCycle) => void,
): Promise<void> {
  const { options, now, ended } = context
  const { seed, users, groups, schema, baseUrl, dialect, authorization, lanes, cycles, clock, pauseMs } = options
  const source = syntheticSource({ seed, count: users, prefix })
  const applicants = syntheticSource({ seed: seed + 1, count: Math.max(1, users) * cycles, prefix: `${prefix}new.` })
  const tenant = new Tenant({ source, groups: syntheticGroups(source, groups) })
  const random = seededRandom(seed, 'load events')
  const time = virtualClock(options.startedAt)
  using state = openJobState()
  const job = createProvisioningJob({
    tenant,
    schema,
    baseUrl,
    authorization,
    transport,
    state,
    clock: time,
    random: seededRandom(seed, 'load'),
    dialect,
    concurrency: Math.max(1, ownLanes(lanes, options.shard)),
    pause: (milliseconds) => clock.sleep(milliseconds, ended),
    signal: ended,
  })
  try {
    let joined = 0
    for (let cycle = 0; cycle < cycles && !ended.aborted; cycle += 1) {
      if (cycle > 0) {
        await clock.sleep(pauseMs, ended)
        for (const name of ['joiner', 'mover', 'leaver'] as const)
          for (let left = Math.ceil(users * CHANGES[name]); left > 0; left -= 1)
            // A leaver is disabled, not removed; joiners are numbered, so that each is a new user.
            scenarios[name]?.({ tenant, applicants, random, now: time.now(), step: name === 'joiner' ? joined++ : 0 })
      }
      const began = now()
      const record = await job.runCycle()
      if (record === undefined) break
      onCycle(cycleOf(record, now() - began))
    }
  } catch (error) {
    if (!ended.aborted && !(error instanceof Error && 'fault' in error && error.fault === 'aborted')) throw error
  }
}

function cycleOf({ kind, counts }: CycleRecord, durationMs: number): LoadCycle {
  const { created, updated, disabled, deleted, failed } = counts
  return { kind, durationMs, created, updated, disabled, deleted, failed }
}
