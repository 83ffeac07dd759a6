import { resourcesOf } from '../client/index.ts'
import { type Activity, displayNameOf, eachConcurrently, endpointOf, settle } from './activity.ts'
import { carryOutGroup } from './process-group.ts'
import { carryOutManager } from './process-manager.ts'
import { carryOut, type Decision, decide, userRules } from './process-user.ts'

/** Which objects a cycle looks at. */
export interface CycleWork {
  /** Those that are not done yet. */
  readonly users: Iterable<{ readonly position: number; readonly objectId: string }>
  readonly userCount: number
  /** All whose manager is looked at once users are there, done or not. */
  readonly referring: Iterable<{ readonly objectId: string }>
  readonly groups: readonly string[]
}

/** What a cycle asks its job for. */
export interface CycleHooks {
  /** Users before this position are done; an initial cycle that is cut goes on there. */
  readonly onPosition: (position: number) => void
  /** Deletions and disables are beyond the threshold: none of them was sent. */
  readonly onTooManyDeletes: (count: number) => void
}

/** Objects between two notes of the position. */
const NOTED_EVERY = 100

/** Plays one cycle: probes, users, deprovisioning, managers, groups with their members (Entra documentation, "How provisioning works"). */
export async function playCycle(activity: Activity, work: CycleWork, hooks: CycleHooks): Promise<void> {
  await probe(activity)
  await playUsers(activity, work, hooks)
  const concurrency = activity.options.concurrency ?? 8
  const { users, groups } = activity
  const manager = users.mapping.attributeMappings.find(({ targetAttributeName }) =>
    /(?:^|:)manager$/i.test(targetAttributeName),
  )
  if (manager !== undefined && userRules(activity).allows('update')) {
    const { targetAttributeName } = manager
    await eachConcurrently(work.referring, concurrency, ({ objectId }) =>
      carryOutManager(activity, targetAttributeName, objectId),
    )
  }
  if (groups === undefined) return
  await eachConcurrently(work.groups, concurrency, (sourceId) => carryOutGroup(activity, groups, sourceId))
}

/** Asks for objects that cannot exist: a server that does not answer with an empty list is not compliant, and the job goes into quarantine. */
async function probe(activity: Activity): Promise<void> {
  const { client, users, groups, abort } = activity
  for (const [kind, mapping] of [
    ['user', users],
    ['group', groups],
  ] as const) {
    const target = mapping?.matching[0]?.target
    if (target === undefined) continue
    const response = await client.probe(endpointOf(kind), target)
    if (resourcesOf(response)?.length !== 0)
      abort(
        `the query for an object that cannot exist was answered with ${response.status} in place of 200 and an empty list: ${response.text.slice(0, 200)}`,
      )
  }
}

async function playUsers(activity: Activity, work: CycleWork, hooks: CycleHooks): Promise<void> {
  const { options } = activity
  const rules = userRules(activity)
  const threshold = options.deletionThreshold ?? Number.POSITIVE_INFINITY
  const departures: Decision[] = []
  const underWay = new Set<number>()
  let next = 0
  let done = 0
  await eachConcurrently(work.users, options.concurrency ?? 8, async ({ position, objectId }) => {
    underWay.add(position)
    next = position + 1
    const decision = decide(activity, rules, objectId)
    // Departures wait until all of them are counted.
    if (decision.intention.kind === 'delete' || decision.intention.kind === 'disable') departures.push(decision)
    else await carryOut(activity, rules, decision)
    underWay.delete(position)
    done += 1
    options.onProgress?.(done, work.userCount)
    if (done % NOTED_EVERY === 0) hooks.onPosition(Math.min(next, ...underWay))
  })
  if (departures.length > threshold) {
    for (const decision of departures) stage(activity, decision)
    hooks.onTooManyDeletes(departures.length)
    return
  }
  await eachConcurrently(departures, options.concurrency ?? 8, (decision) => carryOut(activity, rules, decision))
}

/** Writes down a deletion that waits for somebody to allow it. */
function stage(activity: Activity, { sourceId, user, link }: Decision): void {
  settle(
    activity,
    { kind: 'user', sourceId, displayName: displayNameOf(user?.attributes, sourceId) },
    {
      action: 'stageddelete',
      status: 'skipped',
      skipReason: 'StagedDelete',
      ...(link === undefined ? {} : { targetId: link.targetId }),
    },
    performance.now(),
  )
}
