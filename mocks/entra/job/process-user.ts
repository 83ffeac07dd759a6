import type { SourceObject } from '../expression/source-object.ts'
import type { LoggedOutcome, ScopingFacts } from '../log/index.ts'
import type { CompiledMapping } from '../mapping/mapped-attribute.ts'
import { errorCodeOf, type SynchronisationOptions, synchronise } from '../provisioning/index.ts'
import { sourceOfUser, type TenantUser } from '../tenant/index.ts'
import {
  type Activity,
  actionOff,
  attempt,
  type Deed,
  deedOf,
  deedOfResponse,
  displayNameOf,
  isProvisioned,
  NOT_ENTITLED,
  settle,
  skippedDeed,
} from './activity.ts'
import { decideUser, type Intention } from './entitlement.ts'
import type { ProvisioningJobOptions } from './job-options.ts'
import type { Link } from './job-state.ts'
import { skipUnlinked } from './skip-unlinked.ts'

/** The rules for users: the actions that the portal allows, and whether the mapping can disable. */
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

/** The decision about a user, with the facts behind it. */
export interface Decision {
  readonly sourceId: string
  readonly user: TenantUser | undefined
  /** The user as the mapping reads it. */
  readonly source: SourceObject | undefined
  readonly link: Link | undefined
  readonly intention: Intention
  /** The facts of the decision that the log contains. */
  readonly facts: Pick<LoggedOutcome, 'source' | 'scoping'>
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
  const facts =
    user === undefined || source === undefined ? {} : { source, scoping: scopingOf(user, isInScope, options) }
  return { sourceId, user, source, link, intention, facts }
}

function scopingOf(
  { isAssigned, isAccountEnabled, deletedAt }: TenantUser,
  isInScope: boolean,
  { scope }: ProvisioningJobOptions,
): ScopingFacts {
  return { isActive: isAccountEnabled && deletedAt === null, isAssigned: isAssigned || scope === 'all', isInScope }
}

/** Executes a decision, logs it, and stores its results. */
export async function carryOut(activity: Activity, rules: UserRules, decision: Decision): Promise<void> {
  const { sourceId, user, link } = decision
  const startedAt = activity.options.clock.monotonic()
  const deed = await attempt(activity, () => act(activity, rules, decision))
  const displayName = displayNameOf(user?.attributes, sourceId)
  const targetId = deed.targetId ?? link?.targetId
  settle(
    activity,
    { kind: 'user', sourceId, displayName, ...decision.facts },
    targetId === undefined ? deed : { ...deed, targetId },
    startedAt,
  )
}

async function act(activity: Activity, rules: UserRules, decision: Decision): Promise<Deed> {
  const { intention, link, user, source, sourceId } = decision
  switch (intention.kind) {
    case 'skip':
      return skipUser(activity, decision, intention.reason)
    case 'forget':
      activity.options.state.removeLink('user', sourceId)
      return NOT_ENTITLED
    case 'delete':
      return rules.allows('delete') ? remove(activity, link) : actionOff('Delete')
    case 'disable':
      return rules.allows('update') ? disable(activity, user, link, intention.releases) : actionOff('Update')
    case 'provision':
      return provision(activity, rules, sourceId, source, link)
  }
}

function skipUser(activity: Activity, { user, source, link }: Decision, reason: string): Promise<Deed> | Deed {
  if (link !== undefined) return { ...skippedDeed(reason), targetId: link.targetId }
  const isRead = user !== undefined && ((activity.options.scope ?? 'assigned') === 'all' || user.isAssigned)
  return skipUnlinked(activity, isRead ? source : undefined, '/Users', {
    ...synchronisationOptions(activity, activity.users),
    reason,
  })
}

async function provision(
  activity: Activity,
  rules: UserRules,
  sourceId: string,
  source: SourceObject | undefined,
  link: Link | undefined,
): Promise<Deed> {
  const { state } = activity.options
  if (source === undefined) return NOT_ENTITLED
  if (link === undefined ? !rules.allows('create') && !rules.allows('update') : !rules.allows('update'))
    return actionOff(link === undefined ? 'Create' : 'Update')
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
  if (result.errorCode === 'InvalidAnchor' && link !== undefined) forgetVanished(activity, link)
  const deed = deedOf(activity, 'user', result)
  const { targetId } = result
  if (!isProvisioned(deed) || targetId === undefined) return deed
  state.saveLink({ kind: 'user', sourceId, targetId, isManaged: true, managerId: link?.managerId ?? null })
  return deed
}

async function disable(
  activity: Activity,
  user: TenantUser | undefined,
  link: Link | undefined,
  releases: boolean,
): Promise<Deed> {
  if (user === undefined || link === undefined) return NOT_ENTITLED
  const { state } = activity.options
  const result = await synchronise(sourceOfUser(user, true), link.targetId, {
    ...synchronisationOptions(activity, onlyActive(activity.users)),
    endpoint: '/Users',
  })
  const deed = deedOf(activity, 'user', result)
  if (result.errorCode === 'InvalidAnchor') forgetVanished(activity, link)
  else if (isProvisioned(deed) && releases) state.saveLink({ ...link, isManaged: false })
  return deed.action === 'update' ? { ...deed, action: 'disable' } : deed
}

async function remove(activity: Activity, link: Link | undefined): Promise<Deed> {
  if (link === undefined) return NOT_ENTITLED
  const response = await activity.client.delete('/Users', link.targetId)
  // An object that no longer exists needs no deletion; whether Entra treats a 404 like this is not documented.
  const isGone = (response.status >= 200 && response.status < 300) || response.status === 404
  const deed = deedOfResponse(activity, 'delete', response, isGone, errorCodeOf(response))
  if (isGone) activity.options.state.removeLink('user', link.sourceId)
  return deed
}

/**
 * Handles an object that no longer exists on the server. It stays linked, and so fails until the job is restarted
 * (Microsoft documentation, "InvalidAnchor"); with the switch it is matched again at the next attempt, and created
 * again if nothing is found.
 */
export function forgetVanished({ options: { state }, switches }: Activity, { kind, sourceId }: Link): void {
  if (switches.vanishedObject === 'stays-failed') return
  state.removeLink(kind, sourceId)
  if (kind === 'group') state.removeMembers(sourceId)
}

/** Returns the options of a synchronisation in this cycle. */
export function synchronisationOptions(
  activity: Activity,
  mapping: CompiledMapping,
): Omit<SynchronisationOptions, 'endpoint'> {
  const { options, client, dialect, switches } = activity
  return {
    client,
    mapping,
    primaryEmail: switches.primaryEmail,
    repeatsTimedOutPost: switches.timedOutPost === 'repeated',
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
