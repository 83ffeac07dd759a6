import { eachConcurrently } from '../../transport/index.ts'
import { resourcesOf } from '../client/index.ts'
import type { ObjectKind } from '../tenant/index.ts'
import { type CycleContext, displayNameOf, endpointOf, endsCycle, recordOutcome } from './cycle-context.ts'
import { carryOutGroup, decideGroup, type GroupDecision } from './process-group.ts'
import { carryOutManager } from './process-manager.ts'
import { carryOut, type Decision, decide, userRules } from './process-user.ts'

/** The objects that a cycle processes. */
export interface CycleWork {
  /** The users that are not processed yet. */
  readonly users: Iterable<{ readonly position: number; readonly objectId: string }>
  readonly userCount: number
  /** The users whose manager is compared after all users were processed. */
  readonly referring: Iterable<{ readonly objectId: string }>
  readonly groups: readonly string[]
}

/** The callbacks of a cycle to its job. */
export interface CycleHooks {
  /** Called with the position before which all users are done; an interrupted initial cycle resumes there. */
  readonly onPosition: (position: number) => void
  /** Called if deletions and disables exceed the threshold, in which case none was sent. */
  readonly onTooManyDeletes: (count: number) => void
}

/** The number of users after which the position is stored again. */
const STORE_POSITION_EVERY = 100

/**
 * Runs one cycle: probes, users, deprovisioning, managers, groups with their members (Entra documentation, "How
 * provisioning works").
 */
export async function processCycle(cycle: CycleContext, work: CycleWork, hooks: CycleHooks): Promise<void> {
  await probe(cycle)
  const groupDeletions = groupsToDelete(cycle, work.groups)
  const holdsDeletions = await processUsers(cycle, work, groupDeletions.length, hooks)
  const concurrency = cycle.options.concurrency ?? 8
  const { users, groups } = cycle
  const manager = users.mapping.attributeMappings.find(({ targetAttributeName }) =>
    /(?:^|:)manager$/i.test(targetAttributeName),
  )
  if (manager !== undefined && userRules(cycle).allows('update')) {
    const { targetAttributeName } = manager
    await eachConcurrently(work.referring, concurrency, ({ objectId }) =>
      carryOutManager(cycle, targetAttributeName, objectId),
    )
  }
  if (groups === undefined) return
  const held = new Set(holdsDeletions ? groupDeletions.map(({ sourceId }) => sourceId) : [])
  await eachConcurrently(work.groups, concurrency, async (sourceId) => {
    const decision = decideGroup(cycle, groups, sourceId)
    cycle.imported.count += 1
    if (held.has(sourceId)) stageDeletion(cycle, 'group', decision)
    else await carryOutGroup(cycle, groups, decision)
  })
}

/**
 * Returns the groups to delete, which count towards the threshold as users do (Entra documentation, "Accidental
 * deletions prevention").
 */
function groupsToDelete(cycle: CycleContext, sourceIds: readonly string[]): GroupDecision[] {
  const { groups } = cycle
  if (groups === undefined) return []
  return sourceIds
    .map((sourceId) => decideGroup(cycle, groups, sourceId))
    .filter(({ entitled, link }) => entitled === undefined && link !== undefined)
}

/**
 * Queries objects that cannot exist: a server that does not return an empty list is not compliant, and the job goes
 * into quarantine.
 */
async function probe(cycle: CycleContext): Promise<void> {
  const { client, users, groups, abort } = cycle
  for (const [kind, mapping] of [
    ['user', users],
    ['group', groups],
  ] as const) {
    const target = mapping?.matching[0]?.target
    if (target === undefined) continue
    const response = await client.probe(endpointOf(kind), target)
    endsCycle(cycle, response)
    if (resourcesOf(response)?.length !== 0)
      abort(
        `the query for an object that cannot exist was answered with ${response.status} in place of 200 and an empty list: ${response.text.slice(0, 200)}`,
      )
  }
}

/** Processes the users. Returns true if deletions, including those of groups, are held back. */
async function processUsers(
  cycle: CycleContext,
  work: CycleWork,
  groupDeletions: number,
  hooks: CycleHooks,
): Promise<boolean> {
  const { options } = cycle
  const rules = userRules(cycle)
  const threshold = options.deletionThreshold ?? Number.POSITIVE_INFINITY
  const removals: Decision[] = []
  const inProgress = new Set<number>()
  let next = 0
  let done = 0
  await eachConcurrently(work.users, options.concurrency ?? 8, async ({ position, objectId }) => {
    inProgress.add(position)
    next = position + 1
    const decision = decide(cycle, rules, objectId)
    cycle.imported.count += 1
    // Deletions and disables wait until all of them are counted.
    if (decision.intention.kind === 'delete' || decision.intention.kind === 'disable') removals.push(decision)
    else await carryOut(cycle, rules, decision)
    inProgress.delete(position)
    done += 1
    options.onProgress?.(done, work.userCount)
    if (done % STORE_POSITION_EVERY === 0) hooks.onPosition(Math.min(next, ...inProgress))
  })
  const deletions = removals.length + groupDeletions
  if (deletions > threshold) {
    for (const decision of removals)
      stageDeletion(cycle, 'user', {
        ...decision,
        displayName: displayNameOf(decision.user?.attributes, decision.sourceId),
      })
    hooks.onTooManyDeletes(deletions)
    return true
  }
  await eachConcurrently(removals, options.concurrency ?? 8, (decision) => carryOut(cycle, rules, decision))
  return false
}

/** Records a deletion that waits for approval. */
function stageDeletion(
  cycle: CycleContext,
  kind: ObjectKind,
  { sourceId, displayName, link }: Pick<GroupDecision, 'sourceId' | 'displayName' | 'link'>,
): void {
  recordOutcome(
    cycle,
    { kind, sourceId, displayName },
    {
      action: 'stageddelete',
      status: 'skipped',
      errorCode: 'StagedDelete',
      ...(link === undefined ? {} : { targetId: link.targetId }),
    },
    cycle.options.clock.monotonic(),
  )
}
