import { isJsonObject } from '../../protocol/index.ts'
import { findChanges, patchBody, removeManagerBody } from '../dialect/index.ts'
import { errorCodeOf } from '../provisioning/index.ts'
import { type Activity, attempt, type Deed, deedOfResponse, displayNameOf, settle } from './activity.ts'
import type { Link } from './job-state.ts'

/**
 * Sends the manager of a user in a PATCH of its own after all users exist. A user whose manager did not change costs no
 * request, or one to compare.
 */
export async function carryOutManager(activity: Activity, target: string, sourceId: string): Promise<void> {
  const { options } = activity
  const user = options.tenant.user(sourceId)
  const link = options.state.link('user', sourceId)
  if (user === undefined || link?.isManaged !== true) return
  if (user.managerId === null && link.managerId === null) return
  const startedAt = activity.options.clock.monotonic()
  const deed = await attempt(activity, () => act(activity, target, user.managerId, link))
  if (deed.action === 'other' && deed.status === 'success') return
  const displayName = displayNameOf(user.attributes, sourceId)
  settle(activity, { kind: 'user', sourceId, displayName }, { ...deed, targetId: link.targetId }, startedAt)
}

/** The name by which Microsoft's validation for the gallery looks for the change in the log. */
const MANAGER = 'manager'

async function act(activity: Activity, target: string, managerId: string | null, link: Link): Promise<Deed> {
  const { options, client, dialect } = activity
  const { state } = options
  const manager = managerId === null ? undefined : state.link('user', managerId)
  if (managerId !== null && manager === undefined) {
    return {
      action: 'update',
      status: 'warning',
      errorCode: 'UnableToResolveReferenceAttributeValue',
      reason: `the manager ${managerId} is not provisioned.`,
      isPending: state.escrow('user', managerId) !== undefined,
    }
  }
  if (manager === undefined) {
    const former = state.link('user', link.managerId ?? '')
    if (former === undefined) return { action: 'other', status: 'success' }
    const response = await client.patch('/Users', link.targetId, removeManagerBody(target, former.targetId, dialect))
    const modified = [{ displayName: MANAGER, oldValue: former.targetId, newValue: undefined }]
    return { ...remembered(activity, link, null, response), modified }
  }
  const [change] = await changesOf(activity, target, manager.targetId, link)
  if (change === undefined) return { action: 'other', status: 'success' }
  const response = await client.patch('/Users', link.targetId, patchBody([change], dialect))
  const deed = remembered(activity, link, managerId, response)
  const modified = [{ displayName: MANAGER, oldValue: change.before, newValue: change.value }]
  return deed.status === 'success' ? { ...deed, modified } : deed
}

/**
 * Returns the changes of a manager. A user who never had one is updated without a read; otherwise the returned value is
 * compared.
 */
async function changesOf({ client }: Activity, target: string, value: string, link: Link) {
  const attribute = { row: 0, target, value, isReference: true, flowType: 'Always' as const }
  if (link.managerId === null) return findChanges([attribute], {})
  const { body } = await client.read('/Users', link.targetId)
  return findChanges([attribute], isJsonObject(body) ? body : {})
}

function remembered(
  activity: Activity,
  link: Link,
  managerId: string | null,
  response: Parameters<typeof deedOfResponse>[2],
): Deed {
  const isSuccess = response.status >= 200 && response.status < 300
  if (isSuccess) activity.options.state.saveLink({ ...link, managerId })
  return deedOfResponse(activity, 'update', response, isSuccess, errorCodeOf(response))
}
