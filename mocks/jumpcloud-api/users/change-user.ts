import type { Call } from '../api/call.ts'
import { type EventType, logEvent, userResource } from '../insights/log.ts'
import { ruleError } from '../records/rules.ts'
import { changesBetween, newSystemUser, type SystemUser, updatedSystemUser } from '../records/system-user.ts'
import { DuplicateValue } from '../store/duplicate.ts'
import { ApiError } from '../wire/api-error.ts'
import type { JsonObject } from '../wire/json.ts'
import { OBJECT_ID } from '../wire/object-id.ts'

/** The origin of a new user, and the organization's setting that determines the initial state. */
export interface Origin {
  readonly source: string
  readonly setting: 'manualEntry' | 'csvImport' | 'applicationImport'
}

/** A created user, and the stored JSON. */
export interface CreatedUser {
  readonly user: SystemUser
  readonly text: string
}

/** Creates a user from a valid body. Throws ApiError for violations that only the stored users can show. */
export function createUser(call: Call, body: JsonObject, { source, setting }: Origin): CreatedUser {
  const { store, organization, now, newId } = call
  const { settings } = organization
  assertManager(call, body, undefined)
  const states = settings['newSystemUserStateDefaults'] as JsonObject | undefined
  const user = newSystemUser(body, {
    now,
    newId,
    settings,
    organization: organization._id,
    creationSource: source,
    defaultState: states?.[setting] === 'STAGED' ? 'STAGED' : 'ACTIVATED',
    uid: store.organizations.nextUid(organization._id),
    switches: call.switches,
  })
  const text = unlessDuplicate(call, () => store.users.insert(user))
  const changes = Object.keys(body).map((field) => ({ field, ...(field in user ? { to: user[field] ?? null } : {}) }))
  logEvent(call, { type: 'user_create', resource: userResource(user), changes })
  return { user, text }
}

/** Changes a user by a valid body. Throws ApiError as createUser does. */
export function updateUser(call: Call, before: SystemUser, body: JsonObject): SystemUser {
  const { now, newId, organization } = call
  assertManager(call, body, before)
  const after = updatedSystemUser(before, body, { now, newId, settings: organization.settings })
  if (after.username !== before.username) assertUnbound(call, before)
  writeUser(call, before, after)
  if (typeof body['password'] === 'string' && body['password'] !== '')
    logEvent(call, {
      type: before.activated ? 'user_password_change' : 'user_password_set',
      resource: userResource(after),
      changes: [{ field: 'password' }],
    })
  return after
}

/** Writes a changed user and logs the changes; does nothing if there are none. */
export function writeUser(call: Call, before: SystemUser, after: SystemUser): void {
  const changes = changesBetween(before, after)
  if (changes.length === 0) return
  unlessDuplicate(call, () => call.store.users.update(after))
  const resource = userResource(after)
  logEvent(call, { type: 'user_update', resource, changes })
  for (const [type, happened] of TRANSITIONS) if (happened(before, after)) logEvent(call, { type, resource })
}

/** Deletes a user and sets the manager of their reports: another user, or none. */
export function deleteUser(call: Call, before: SystemUser, newManager: string | null): void {
  const { store } = call
  for (const report of store.users.reportsOf(before._id))
    if (report._id !== before._id) writeUser(call, report, { ...report, manager: newManager })
  store.users.remove(before)
  store.edges.forget(before._id)
  for (const { scheduledJobId, systemUserId } of store.scheduledStates.all(before.organization))
    if (systemUserId === before._id)
      store.scheduledStates.remove(before.organization, `${scheduledJobId}${systemUserId}`)
  logEvent(call, { type: 'user_delete', resource: userResource(before) })
}

/** Returns the user of a path. Throws ApiError 404. */
export function existingUser({ store, caller, params }: Call, id: string = params['id'] ?? ''): SystemUser {
  const user = OBJECT_ID.test(id) ? store.users.find(caller.organization, id) : undefined
  if (user === undefined) throw new ApiError(404, 'Not Found')
  return user
}

type Transition = (before: SystemUser, after: SystemUser) => boolean
const becomes =
  (name: string): Transition =>
  (before, after) =>
    before[name] !== true && after[name] === true
const ceases =
  (name: string): Transition =>
  (before, after) =>
    before[name] === true && after[name] !== true

/** Changes that are logged as a separate event, one per line. */
const TRANSITIONS: readonly (readonly [EventType, Transition])[] = [
  ['user_activated', (before, after) => before.state === 'STAGED' && after.state === 'ACTIVATED'],
  ['user_suspended', becomes('suspended')],
  ['user_unsuspended', ceases('suspended')],
  ['user_lockout', becomes('account_locked')],
  ['user_unlocked', ceases('account_locked')],
  ['user_password_expired', becomes('password_expired')],
]

function unlessDuplicate<Result>({ switches }: Call, write: () => Result): Result {
  try {
    return write()
  } catch (error) {
    if (!(error instanceof DuplicateValue)) throw error
    throw ruleError(`${error.field.toLowerCase()}-unique`, switches.duplicateStatus)
  }
}

function assertManager({ store, caller, switches }: Call, { manager }: JsonObject, user: SystemUser | undefined): void {
  if (switches.managers === 'unchecked' || typeof manager !== 'string' || manager === '') return
  const isAnother = manager !== user?._id && store.users.find(caller.organization, manager) !== undefined
  if (!isAnother) throw ruleError('manager-exists')
}

/** Throws an error if a user is bound to a resource: a RADIUS server, directly or by a group. */
function assertUnbound({ store, switches }: Call, { _id }: SystemUser): void {
  if (switches.boundUsernames === 'free') return
  const groups = store.edges.sources(_id, 'user_group')
  if ([_id, ...groups].some((id) => store.edges.targets(id, 'radius_server').length > 0))
    throw ruleError('username-bound')
}
