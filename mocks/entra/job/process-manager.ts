import { isJsonObject } from '../../protocol/index.ts'
import { findChanges, patchBody, removeManagerBody } from '../dialect/index.ts'
import { errorCodeOf } from '../provisioning/index.ts'
import {
  attempt,
  type CycleContext,
  displayNameOf,
  type ObjectOutcome,
  outcomeOfResponse,
  recordOutcome,
} from './cycle-context.ts'
import type { Link } from './job-state.ts'

/**
 * Sends the manager of a user in a separate PATCH after all users exist. If the manager did not change, it sends no
 * request, or one GET to compare.
 */
export async function carryOutManager(cycle: CycleContext, target: string, sourceId: string): Promise<void> {
  const { options } = cycle
  const user = options.tenant.user(sourceId)
  const link = options.state.link('user', sourceId)
  if (user === undefined || link?.isManaged !== true) return
  if (user.managerId === null && link.managerId === null) return
  const startedAt = cycle.options.clock.monotonic()
  const outcome = await attempt(cycle, () => act(cycle, target, user.managerId, link))
  if (outcome.action === 'other' && outcome.status === 'success') return
  const displayName = displayNameOf(user.attributes, sourceId)
  recordOutcome(cycle, { kind: 'user', sourceId, displayName }, { ...outcome, targetId: link.targetId }, startedAt)
}

/** The name by which Microsoft's validation for the gallery looks for the change in the log. */
const MANAGER = 'manager'

async function act(cycle: CycleContext, target: string, managerId: string | null, link: Link): Promise<ObjectOutcome> {
  const { options, client, dialect } = cycle
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
    return { ...remembered(cycle, link, null, response), modified }
  }
  const [change] = await changesOf(cycle, target, manager.targetId, link)
  if (change === undefined) return { action: 'other', status: 'success' }
  const response = await client.patch('/Users', link.targetId, patchBody([change], dialect))
  const outcome = remembered(cycle, link, managerId, response)
  const modified = [{ displayName: MANAGER, oldValue: change.before, newValue: change.value }]
  return outcome.status === 'success' ? { ...outcome, modified } : outcome
}

/**
 * Returns the changes of a manager. A user who never had a manager is updated without a GET; otherwise the returned
 * value is compared.
 */
async function changesOf({ client }: CycleContext, target: string, value: string, link: Link) {
  const attribute = { row: 0, target, value, isReference: true, flowType: 'Always' as const }
  if (link.managerId === null) return findChanges([attribute], {})
  const { body } = await client.read('/Users', link.targetId)
  return findChanges([attribute], isJsonObject(body) ? body : {})
}

function remembered(
  cycle: CycleContext,
  link: Link,
  managerId: string | null,
  response: Parameters<typeof outcomeOfResponse>[2],
): ObjectOutcome {
  const isSuccess = response.status >= 200 && response.status < 300
  if (isSuccess) cycle.options.state.saveLink({ ...link, managerId })
  return outcomeOfResponse(cycle, 'update', response, isSuccess, errorCodeOf(response))
}
