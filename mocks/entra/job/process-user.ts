import type { SourceObject } from '../expression/source-object.ts'
import type { LoggedOutcome, ScopingFacts } from '../log/index.ts'
import type { CompiledMapping } from '../mapping/mapped-attribute.ts'
import { errorCodeOf, type SynchronisationOptions, synchronise } from '../provisioning/index.ts'
import { sourceOfUser, type TenantUser } from '../tenant/index.ts'
import {
  actionOff,
  attempt,
  type CycleContext,
  displayNameOf,
  isProvisioned,
  NOT_ENTITLED,
  type ObjectOutcome,
  outcomeOf,
  outcomeOfResponse,
  recordOutcome,
  skippedOutcome,
} from './cycle-context.ts'
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
export function userRules({ options, users }: CycleContext): UserRules {
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
export function decide(cycle: CycleContext, rules: UserRules, sourceId: string): Decision {
  const { options, users } = cycle
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
export async function carryOut(cycle: CycleContext, rules: UserRules, decision: Decision): Promise<void> {
  const { sourceId, user, link } = decision
  const startedAt = cycle.options.clock.monotonic()
  const outcome = await attempt(cycle, () => act(cycle, rules, decision))
  const displayName = displayNameOf(user?.attributes, sourceId)
  const targetId = outcome.targetId ?? link?.targetId
  recordOutcome(
    cycle,
    { kind: 'user', sourceId, displayName, ...decision.facts },
    targetId === undefined ? outcome : { ...outcome, targetId },
    startedAt,
  )
}

async function act(cycle: CycleContext, rules: UserRules, decision: Decision): Promise<ObjectOutcome> {
  const { intention, link, user, source, sourceId } = decision
  switch (intention.kind) {
    case 'skip':
      return skipUser(cycle, decision, intention.reason)
    case 'forget':
      cycle.options.state.removeLink('user', sourceId)
      return NOT_ENTITLED
    case 'delete':
      return rules.allows('delete') ? remove(cycle, link) : actionOff('Delete')
    case 'disable':
      return rules.allows('update') ? disable(cycle, user, link, intention.releases) : actionOff('Update')
    case 'provision':
      return provision(cycle, rules, sourceId, source, link)
  }
}

function skipUser(
  cycle: CycleContext,
  { user, source, link }: Decision,
  reason: string,
): Promise<ObjectOutcome> | ObjectOutcome {
  if (link !== undefined) return { ...skippedOutcome(reason), targetId: link.targetId }
  const isRead = user !== undefined && ((cycle.options.scope ?? 'assigned') === 'all' || user.isAssigned)
  return skipUnlinked(cycle, isRead ? source : undefined, '/Users', {
    ...synchronisationOptions(cycle, cycle.users),
    reason,
  })
}

async function provision(
  cycle: CycleContext,
  rules: UserRules,
  sourceId: string,
  source: SourceObject | undefined,
  link: Link | undefined,
): Promise<ObjectOutcome> {
  const { state } = cycle.options
  if (source === undefined) return NOT_ENTITLED
  if (link === undefined ? !rules.allows('create') && !rules.allows('update') : !rules.allows('update'))
    return actionOff(link === undefined ? 'Create' : 'Update')
  const result = await synchronise(source, link?.targetId, {
    ...synchronisationOptions(cycle, cycle.users),
    endpoint: '/Users',
    mayCreate: rules.allows('create'),
    mayUpdate: rules.allows('update'),
    isTaken: (targetId) => {
      const owner = state.linkOfTarget('user', targetId)
      return owner !== undefined && owner.sourceId !== sourceId
    },
  })
  if (result.errorCode === 'InvalidAnchor' && link !== undefined) forgetVanished(cycle, link)
  const outcome = outcomeOf(cycle, 'user', result)
  const { targetId } = result
  if (!isProvisioned(outcome) || targetId === undefined) return outcome
  state.saveLink({ kind: 'user', sourceId, targetId, isManaged: true, managerId: link?.managerId ?? null })
  return outcome
}

async function disable(
  cycle: CycleContext,
  user: TenantUser | undefined,
  link: Link | undefined,
  releases: boolean,
): Promise<ObjectOutcome> {
  if (user === undefined || link === undefined) return NOT_ENTITLED
  const { state } = cycle.options
  const result = await synchronise(sourceOfUser(user, true), link.targetId, {
    ...synchronisationOptions(cycle, onlyActive(cycle.users)),
    endpoint: '/Users',
  })
  const outcome = outcomeOf(cycle, 'user', result)
  if (result.errorCode === 'InvalidAnchor') forgetVanished(cycle, link)
  else if (isProvisioned(outcome) && releases) state.saveLink({ ...link, isManaged: false })
  return outcome.action === 'update' ? { ...outcome, action: 'disable' } : outcome
}

async function remove(cycle: CycleContext, link: Link | undefined): Promise<ObjectOutcome> {
  if (link === undefined) return NOT_ENTITLED
  const response = await cycle.client.delete('/Users', link.targetId)
  // An object that no longer exists needs no deletion; whether Entra treats a 404 like this is not documented.
  const isGone = (response.status >= 200 && response.status < 300) || response.status === 404
  const outcome = outcomeOfResponse(cycle, 'delete', response, isGone, errorCodeOf(response))
  if (isGone) cycle.options.state.removeLink('user', link.sourceId)
  return outcome
}

/**
 * Handles an object that no longer exists on the server. It stays linked and therefore fails until the job is restarted
 * (Microsoft documentation, "InvalidAnchor"); with the switch it is matched again at the next attempt, and created
 * again if nothing is found.
 */
export function forgetVanished({ options: { state }, switches }: CycleContext, { kind, sourceId }: Link): void {
  if (switches.vanishedObject === 'stays-failed') return
  state.removeLink(kind, sourceId)
  if (kind === 'group') state.removeMembers(sourceId)
}

/** Returns the options of a synchronisation in this cycle. */
export function synchronisationOptions(
  cycle: CycleContext,
  mapping: CompiledMapping,
): Omit<SynchronisationOptions, 'endpoint'> {
  const { options, client, dialect, switches } = cycle
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

/** Only `active` is sent when a user is disabled. */
function onlyActive(mapping: CompiledMapping): CompiledMapping {
  return {
    ...mapping,
    map: (source, phase, environment) => {
      const { attributes, failures } = mapping.map(source, phase, environment)
      return { attributes: attributes.filter(({ target }) => target === 'active'), failures }
    },
  }
}
