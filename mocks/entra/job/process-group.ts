import { addMembersBody, removeMembersBody } from '../dialect/index.ts'
import type { SourceObject } from '../expression/source-object.ts'
import type { LoggedOutcome } from '../log/index.ts'
import type { CompiledMapping } from '../mapping/mapped-attribute.ts'
import { errorCodeOf, synchronise } from '../provisioning/index.ts'
import { sourceOfGroup, type TenantGroup } from '../tenant/index.ts'
import {
  actionOff,
  attempt,
  type CycleContext,
  isProvisioned,
  type ObjectOutcome,
  outcomeOf,
  outcomeOfResponse,
  recordOutcome,
} from './cycle-context.ts'
import type { Link } from './job-state.ts'
import { forgetVanished, synchronisationOptions } from './process-user.ts'
import { skipUnlinked } from './skip-unlinked.ts'

/** The decision about a group, with the facts behind it. */
export interface GroupDecision {
  readonly sourceId: string
  /** The group; undefined if it is deleted, unassigned or out of scope. */
  readonly entitled: TenantGroup | undefined
  readonly link: Link | undefined
  readonly displayName: string
  /** The facts of the decision that the log contains. */
  readonly facts: Pick<LoggedOutcome, 'scoping'> & { readonly source?: SourceObject }
}

/** Looks at a group, its link and the scope. */
export function decideGroup({ options }: CycleContext, mapping: CompiledMapping, sourceId: string): GroupDecision {
  const group = options.tenant.group(sourceId)
  const source = group === undefined ? undefined : sourceOfGroup(group)
  const isAssigned = group !== undefined && ((options.scope ?? 'assigned') === 'all' || group.isAssigned)
  const isInScope = source !== undefined && mapping.isInScope(source)
  const isEntitled = isAssigned && isInScope
  return {
    facts: source === undefined ? {} : { source, scoping: { isActive: true, isAssigned, isInScope } },
    sourceId,
    entitled: isEntitled ? group : undefined,
    link: options.state.link('group', sourceId),
    displayName: group?.displayName ?? sourceId,
  }
}

/** Provisions a group, then its members one per request; deletes a group that is deleted or unassigned in Entra. */
export async function carryOutGroup(
  cycle: CycleContext,
  mapping: CompiledMapping,
  { sourceId, entitled, link, displayName, facts }: GroupDecision,
): Promise<void> {
  const { options } = cycle
  const startedAt = cycle.options.clock.monotonic()
  const allows = (action: 'create' | 'update' | 'delete'): boolean =>
    (options.actions ?? ['create', 'update', 'delete']).includes(action)
  const outcome = await attempt(cycle, async (): Promise<ObjectOutcome> => {
    if (entitled !== undefined) return provision(cycle, mapping, entitled, link, allows)
    if (link === undefined)
      return skipUnlinked(cycle, facts.scoping?.isAssigned === true ? facts.source : undefined, '/Groups', {
        ...synchronisationOptions(cycle, mapping),
        reason: 'NotEffectivelyEntitled',
      })
    return allows('delete') ? remove(cycle, link) : actionOff('Delete')
  })
  recordOutcome(cycle, { kind: 'group', sourceId, displayName, ...facts }, outcome, startedAt)
  if (entitled === undefined || !allows('update') || outcome.status === 'failure') return
  const now = options.state.link('group', sourceId)
  if (now !== undefined) await carryOutMembers(cycle, entitled, now)
}

async function provision(
  cycle: CycleContext,
  mapping: CompiledMapping,
  group: TenantGroup,
  link: Link | undefined,
  allows: (action: 'create' | 'update') => boolean,
): Promise<ObjectOutcome> {
  const { state } = cycle.options
  const result = await synchronise(sourceOfGroup(group), link?.targetId, {
    ...synchronisationOptions(cycle, mapping),
    endpoint: '/Groups',
    mayCreate: allows('create'),
    mayUpdate: allows('update'),
  })
  if (result.errorCode === 'InvalidAnchor' && link !== undefined) forgetVanished(cycle, link)
  const outcome = outcomeOf(cycle, 'group', result)
  if (isProvisioned(outcome) && result.targetId !== undefined)
    state.saveLink({
      kind: 'group',
      sourceId: group.objectId,
      targetId: result.targetId,
      isManaged: true,
      managerId: null,
    })
  return outcome
}

async function remove(cycle: CycleContext, link: Link): Promise<ObjectOutcome> {
  const { state } = cycle.options
  const response = await cycle.client.delete('/Groups', link.targetId)
  const isGone = (response.status >= 200 && response.status < 300) || response.status === 404
  if (isGone) {
    state.removeLink('group', link.sourceId)
    state.removeMembers(link.sourceId)
  }
  return { ...outcomeOfResponse(cycle, 'delete', response, isGone, errorCodeOf(response)), targetId: link.targetId }
}

/**
 * Sends the changes of members, compared with those that were sent before, because Entra never reads members
 * ("excludedAttributes=members").
 */
async function carryOutMembers(cycle: CycleContext, group: TenantGroup, link: Link): Promise<void> {
  const { state } = cycle.options
  const sent = state.members(group.objectId)
  const missing = [...group.memberIds].filter((userId) => !sent.has(userId))
  const surplus = [...sent].filter((userId) => !group.memberIds.has(userId))
  for (const userId of missing) await carryOutMember(cycle, group, link, userId, 'add')
  for (const userId of surplus) await carryOutMember(cycle, group, link, userId, 'remove')
}

async function carryOutMember(
  cycle: CycleContext,
  group: TenantGroup,
  link: Link,
  userId: string,
  op: 'add' | 'remove',
): Promise<void> {
  const { options, client, dialect } = cycle
  const member = options.state.link('user', userId)
  const startedAt = cycle.options.clock.monotonic()
  const outcome = await attempt(cycle, async (): Promise<ObjectOutcome> => {
    if (member === undefined) {
      // A deleted user is no longer a member; a user who is not provisioned cannot become one until a restart.
      options.state.removeMember(group.objectId, userId)
      if (op === 'remove') return { action: 'other', status: 'success' }
      return {
        action: 'update',
        status: 'warning',
        errorCode: 'UnableToResolveReferenceAttributeValue',
        reason: `the member ${userId} is not provisioned.`,
        isPending: options.state.escrow('user', userId) !== undefined,
      }
    }
    const body = (op === 'add' ? addMembersBody : removeMembersBody)([member.targetId], dialect)
    const response = await client.patch('/Groups', link.targetId, body)
    const isSuccess = response.status >= 200 && response.status < 300
    if (isSuccess && op === 'add') options.state.addMember(group.objectId, userId)
    if (isSuccess && op === 'remove') options.state.removeMember(group.objectId, userId)
    return outcomeOfResponse(cycle, 'update', response, isSuccess, errorCodeOf(response))
  })
  if (outcome.action === 'other' && outcome.status === 'success') return
  const newValue = op === 'add' ? member?.targetId : undefined
  const oldValue = op === 'remove' ? member?.targetId : undefined
  recordOutcome(
    cycle,
    { kind: 'group', sourceId: group.objectId, displayName: group.displayName },
    { ...outcome, targetId: link.targetId, modified: [{ displayName: 'members', oldValue, newValue }] },
    startedAt,
  )
}
