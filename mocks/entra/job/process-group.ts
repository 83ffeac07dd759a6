import { addMembersBody, removeMembersBody } from '../dialect/index.ts'
import type { SourceObject } from '../expression/source-object.ts'
import type { LoggedOutcome } from '../log/index.ts'
import type { CompiledMapping } from '../mapping/mapped-attribute.ts'
import { errorCodeOf, synchronise } from '../provisioning/index.ts'
import { sourceOfGroup, type TenantGroup } from '../tenant/index.ts'
import {
  type Activity,
  actionOff,
  attempt,
  type Deed,
  deedOf,
  deedOfResponse,
  isProvisioned,
  settle,
} from './activity.ts'
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
export function decideGroup({ options }: Activity, mapping: CompiledMapping, sourceId: string): GroupDecision {
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
  activity: Activity,
  mapping: CompiledMapping,
  { sourceId, entitled, link, displayName, facts }: GroupDecision,
): Promise<void> {
  const { options } = activity
  const startedAt = activity.options.clock.monotonic()
  const allows = (action: 'create' | 'update' | 'delete'): boolean =>
    (options.actions ?? ['create', 'update', 'delete']).includes(action)
  const deed = await attempt(activity, async (): Promise<Deed> => {
    if (entitled !== undefined) return provision(activity, mapping, entitled, link, allows)
    if (link === undefined)
      return skipUnlinked(activity, facts.scoping?.isAssigned === true ? facts.source : undefined, '/Groups', {
        ...synchronisationOptions(activity, mapping),
        reason: 'NotEffectivelyEntitled',
      })
    return allows('delete') ? remove(activity, link) : actionOff('Delete')
  })
  settle(activity, { kind: 'group', sourceId, displayName, ...facts }, deed, startedAt)
  if (entitled === undefined || !allows('update') || deed.status === 'failure') return
  const now = options.state.link('group', sourceId)
  if (now !== undefined) await carryOutMembers(activity, entitled, now)
}

async function provision(
  activity: Activity,
  mapping: CompiledMapping,
  group: TenantGroup,
  link: Link | undefined,
  allows: (action: 'create' | 'update') => boolean,
): Promise<Deed> {
  const { state } = activity.options
  const result = await synchronise(sourceOfGroup(group), link?.targetId, {
    ...synchronisationOptions(activity, mapping),
    endpoint: '/Groups',
    mayCreate: allows('create'),
    mayUpdate: allows('update'),
  })
  if (result.errorCode === 'InvalidAnchor' && link !== undefined) forgetVanished(activity, link)
  const deed = deedOf(activity, 'group', result)
  if (isProvisioned(deed) && result.targetId !== undefined)
    state.saveLink({
      kind: 'group',
      sourceId: group.objectId,
      targetId: result.targetId,
      isManaged: true,
      managerId: null,
    })
  return deed
}

async function remove(activity: Activity, link: Link): Promise<Deed> {
  const { state } = activity.options
  const response = await activity.client.delete('/Groups', link.targetId)
  const isGone = (response.status >= 200 && response.status < 300) || response.status === 404
  if (isGone) {
    state.removeLink('group', link.sourceId)
    state.removeMembers(link.sourceId)
  }
  return { ...deedOfResponse(activity, 'delete', response, isGone, errorCodeOf(response)), targetId: link.targetId }
}

/**
 * Sends the changes of members, compared with those that were sent before, because Entra never reads members
 * ("excludedAttributes=members").
 */
async function carryOutMembers(activity: Activity, group: TenantGroup, link: Link): Promise<void> {
  const { state } = activity.options
  const told = state.members(group.objectId)
  const missing = [...group.memberIds].filter((userId) => !told.has(userId))
  const surplus = [...told].filter((userId) => !group.memberIds.has(userId))
  for (const userId of missing) await carryOutMember(activity, group, link, userId, 'add')
  for (const userId of surplus) await carryOutMember(activity, group, link, userId, 'remove')
}

async function carryOutMember(
  activity: Activity,
  group: TenantGroup,
  link: Link,
  userId: string,
  op: 'add' | 'remove',
): Promise<void> {
  const { options, client, dialect } = activity
  const member = options.state.link('user', userId)
  const startedAt = activity.options.clock.monotonic()
  const deed = await attempt(activity, async (): Promise<Deed> => {
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
    return deedOfResponse(activity, 'update', response, isSuccess, errorCodeOf(response))
  })
  if (deed.action === 'other' && deed.status === 'success') return
  const newValue = op === 'add' ? member?.targetId : undefined
  const oldValue = op === 'remove' ? member?.targetId : undefined
  settle(
    activity,
    { kind: 'group', sourceId: group.objectId, displayName: group.displayName },
    { ...deed, targetId: link.targetId, modified: [{ displayName: 'members', oldValue, newValue }] },
    startedAt,
  )
}
