import type { CompiledMapping } from '../mapping/mapped-attribute.ts'
import type { SourceObject } from '../mapping/source-object.ts'
import { errorCodeOf, type SynchronisationOptions, synchronise } from '../provisioning/index.ts'
import { sourceOfUser, type TenantUser } from '../tenant/index.ts'
import { type Activity, attempt, type Deed, deedOf, deedOfResponse, displayNameOf, settle } from './activity.ts'
import { decideUser, type Intention } from './entitlement.ts'
import type { Link } from './job-state.ts'

/** What decides and does: the actions that the portal allows, and whether the mapping can disable. */
export interface UserRules {
  readonly allows: (action: 'create' | 'update' | 'delete') => boolean
  readonly canDisable: boolean
}

/** The rules of the job's mapping of users. */
export function userRules({ options, users }: Activity): UserRules {
  const flows = users.mapping.flowTypes.toLowerCase()
  const names = { create: 'add', update: 'update', delete: 'delete' } as const
  return {
    allows: (action) =>
      (options.actions ?? ['create', 'update', 'delete']).includes(action) && flows.includes(names[action]),
    canDisable: users.mapping.attributeMappings.some(({ targetAttributeName }) => targetAttributeName === 'active'),
  }
}

/** What is to become of a user now, with what is known of it. */
export interface Decision {
  readonly sourceId: string
  readonly user: TenantUser | undefined
  /** The user as the mapping reads it. */
  readonly source: SourceObject | undefined
  readonly link: Link | undefined
  readonly intention: Intention
}

/** Looks at a user, its link and the scope. */
export function decide(activity: Activity, rules: UserRules, sourceId: string): Decision {
  const { options, users } = activity
  const user = options.tenant.user(sourceId)
  const link = options.state.link('user', sourceId)
  const source = user === undefined ? undefined : sourceOfUser(user, false)
  const isInScope = source !== undefined && users.isInScope(source)
  const intention = decideUser(user, isInScope, link, {
    scope: options.scope ?? 'assigned',
    skipOutOfScopeDeletions: options.skipOutOfScopeDeletions === true,
    canDisable: rules.canDisable,
  })
  return { sourceId, user, source, link, intention }
}

/** Does what was decided, logs it, and keeps what is to be remembered. */
export async function carryOut(activity: Activity, rules: UserRules, decision: Decision): Promise<void> {
  const { sourceId, user, link } = decision
  const startedAt = performance.now()
  const deed = await attempt(activity, () => act(activity, rules, decision))
  const displayName = displayNameOf(user?.attributes, sourceId)
  const targetId = deed.targetId ?? link?.targetId
  settle(
    activity,
    { kind: 'user', sourceId, displayName },
    targetId === undefined ? deed : { ...deed, targetId },
    startedAt,
  )
}

async function act(activity: Activity, rules: UserRules, decision: Decision): Promise<Deed> {
  const { intention, link, user, source, sourceId } = decision
  switch (intention.kind) {
    case 'skip':
      return { action: 'other', status: 'skipped', skipReason: intention.reason }
    case 'forget':
      activity.options.state.removeLink('user', sourceId)
      return { action: 'other', status: 'skipped', skipReason: 'NotEffectivelyEntitled' }
    case 'delete':
      return rules.allows('delete') ? remove(activity, link) : notAllowed('Delete')
    case 'disable':
      return rules.allows('update') ? disable(activity, user, link, intention.releases) : notAllowed('Update')
    case 'provision':
      return provision(activity, rules, sourceId, source, link)
  }
}

const notAllowed = (action: string): Deed => ({
  action: 'other',
  status: 'skipped',
  skipReason: `the target object action ${action} is off`,
})

async function provision(
  activity: Activity,
  rules: UserRules,
  sourceId: string,
  source: SourceObject | undefined,
  link: Link | undefined,
): Promise<Deed> {
  const { state } = activity.options
  if (source === undefined) return { action: 'other', status: 'skipped', skipReason: 'NotEffectivelyEntitled' }
  if (link === undefined ? !rules.allows('create') && !rules.allows('update') : !rules.allows('update'))
    return notAllowed(link === undefined ? 'Create' : 'Update')
  const result = await synchronise(source, link?.targetId, {
    ...synchronisationOptions(activity, activity.users),
    endpoint: '/Users',
    mayCreate: rules.allows('create'),
    mayUpdate: rules.allows('update'),
    isTaken: (targetId) => {
      const owner = state.linkOfTarget('user', targetId)
      return owner !== undefined && owner.sourceId !== sourceId
    },
  })
  // A vanished object is matched afresh at the next attempt, and created again where nothing is found.
  if (result.errorCode === 'InvalidAnchor' && link !== undefined) state.removeLink('user', sourceId)
  const deed = deedOf(activity, result)
  const { targetId } = result
  if (deed.status !== 'success' || targetId === undefined) return deed
  state.saveLink({ kind: 'user', sourceId, targetId, isManaged: true, managerId: link?.managerId ?? null })
  return deed
}

async function disable(
  activity: Activity,
  user: TenantUser | undefined,
  link: Link | undefined,
  releases: boolean,
): Promise<Deed> {
  if (user === undefined || link === undefined)
    return { action: 'other', status: 'skipped', skipReason: 'NotEffectivelyEntitled' }
  const { state } = activity.options
  const result = await synchronise(sourceOfUser(user, true), link.targetId, {
    ...synchronisationOptions(activity, onlyActive(activity.users)),
    endpoint: '/Users',
  })
  const deed = deedOf(activity, result)
  if (result.errorCode === 'InvalidAnchor') state.removeLink('user', link.sourceId)
  else if (deed.status === 'success' && releases) state.saveLink({ ...link, isManaged: false })
  return deed.action === 'update' ? { ...deed, action: 'disable' } : deed
}

async function remove(activity: Activity, link: Link | undefined): Promise<Deed> {
  if (link === undefined) return { action: 'other', status: 'skipped', skipReason: 'NotEffectivelyEntitled' }
  const response = await activity.client.delete('/Users', link.targetId)
  // An object that is gone already needs no deletion; whether Entra counts a 404 so is not documented.
  const isGone = (response.status >= 200 && response.status < 300) || response.status === 404
  const deed = deedOfResponse(activity, 'delete', response, isGone, errorCodeOf(response))
  if (isGone) activity.options.state.removeLink('user', link.sourceId)
  return deed
}

/** What a synchronisation stands on in this cycle. */
export function synchronisationOptions(
  activity: Activity,
  mapping: CompiledMapping,
): Omit<SynchronisationOptions, 'endpoint'> {
  const { options, client, dialect } = activity
  return {
    client,
    mapping,
    dialect,
    environment: { now: () => options.clock.now(), random: options.random },
    ...(options.activeAsText === undefined ? {} : { activeAsText: options.activeAsText }),
  }
}

/** Only the switch is sent when a user is disabled. */
function onlyActive(mapping: CompiledMapping): CompiledMapping {
  return {
    ...mapping,
    map: (source, phase, environment) => {
      const { attributes, failures } = mapping.map(source, phase, environment)
      return { attributes: attributes.filter(({ target }) => target === 'active'), failures }
    },
  }
}
