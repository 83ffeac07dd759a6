import { eachConcurrently } from '../../transport/index.ts'
import { resourcesOf } from '../client/index.ts'
import type { ObjectKind } from '../tenant/index.ts'
import { type Activity, displayNameOf, endpointOf, endsCycle, settle } from './activity.ts'
import { carryOutGroup, decideGroup, type GroupDecision } from './process-group.ts'
import { carryOutManager } from './process-manager.ts'
import { carryOut, type Decision, decide, userRules } from './process-user.ts'

/** The objects that a cycle processes. */
export interface CycleWork {
  /** The users that are not processed yet. */
  readonly users: Iterable<{ readonly position: number; readonly objectId: string }>
  readonly userCount: number
  /** All whose manager is looked at once users are there, done or not. */
  readonly referring: Iterable<{ readonly objectId: string }>
  readonly groups: readonly string[]
}

/** The callbacks of a cycle to its job. */
export interface CycleHooks {
  /** Users before this position are done; an initial cycle that is cut goes on there. */
  readonly onPosition: (position: number) => void
  /** Called if deletions and disables exceed the threshold, in which case none was sent. */
  readonly onTooManyDeletes: (count: number) => void
}

/** Objects between two notes of the position. */
const NOTED_EVERY = 100

/**
 * Runs one cycle: probes, users, deprovisioning, managers, groups with their members (Entra documentation, "How
 * provisioning works").
 */
export async function playCycle(activity: Activity, work: CycleWork, hooks: CycleHooks): Promise<void> {
  await probe(activity)
  const departingGroups = groupsThatLeave(activity, work.groups)
  const holdsDeletions = await playUsers(activity, work, departingGroups.length, hooks)
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
  const held = new Set(holdsDeletions ? departingGroups.map(({ sourceId }) => sourceId) : [])
  await eachConcurrently(work.groups, concurrency, async (sourceId) => {
    const decision = decideGroup(activity, groups, sourceId)
    activity.imported.count += 1
    if (held.has(sourceId)) stage(activity, 'group', decision)
    else await carryOutGroup(activity, groups, decision)
  })
}

/** Groups that are to be deleted: they count towards the threshold as users do (Entra documentation, "Accidental deletions prevention"). */
function groupsThatLeave(activity: Activity, sourceIds: readonly string[]): GroupDecision[] {
  const { groups } = activity
  if (groups === undefined) return []
  return sourceIds
    .map((sourceId) => decideGroup(activity, groups, sourceId))
    .filter(({ entitled, link }) => entitled === undefined && link !== undefined)
}

/**
 * Queries objects that cannot exist: a server that does not return an empty list is not compliant, and the job goes
 * into quarantine.
 */
async function probe(activity: Activity): Promise<void> {
  const { client, users, groups, abort } = activity
  for (const [kind, mapping] of [
    ['user', users],
    ['group', groups],
  ] as const) {
    const target = mapping?.matching[0]?.target
    if (target === undefined) continue
    const response = await client.probe(endpointOf(kind), target)
    endsCycle(activity, response)
    if (resourcesOf(response)?.length !== 0)
      abort(
        `the query for an object that cannot exist was answered with ${response.status} in place of 200 and an empty list: ${response.text.slice(0, 200)}`,
      )
  }
}

/** Tells whether deletions are held back, those of groups included. */
async function playUsers(
  activity: Activity,
  work: CycleWork,
  departingGroups: number,
  hooks: CycleHooks,
): Promise<boolean> {
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
    activity.imported.count += 1
    // Deletions and disables wait until all of them are counted.
    if (decision.intention.kind === 'delete' || decision.intention.kind === 'disable') departures.push(decision)
    else await carryOut(activity, rules, decision)
    underWay.delete(position)
    done += 1
    options.onProgress?.(done, work.userCount)
    if (done % NOTED_EVERY === 0) hooks.onPosition(Math.min(next, ...underWay))
  })
  const leaving = departures.length + departingGroups
  if (leaving > threshold) {
    for (const decision of departures)
      stage(activity, 'user', { ...decision, displayName: displayNameOf(decision.user?.attributes, decision.sourceId) })
    hooks.onTooManyDeletes(leaving)
    return true
  }
  await eachConcurrently(departures, options.concurrency ?? 8, (decision) => carryOut(activity, rules, decision))
  return false
}

/** Records a deletion that waits for approval. */
function stage(
  activity: Activity,
  kind: ObjectKind,
  { sourceId, displayName, link }: Pick<GroupDecision, 'sourceId' | 'displayName' | 'link'>,
): void {
  settle(
    activity,
    { kind, sourceId, displayName },
    {
      action: 'stageddelete',
      status: 'skipped',
      errorCode: 'StagedDelete',
      ...(link === undefined ? {} : { targetId: link.targetId }),
    },
    activity.options.clock.monotonic(),
  )
}
