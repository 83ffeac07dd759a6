import type { Call } from '../api/call.ts'
import { objectBody } from '../api/call.ts'
import type { Answer, Operation } from '../api/operation.ts'
import { logEvent, userResource } from '../insights/log.ts'
import type { AccessLevel } from '../records/roles.ts'
import { activatedSystemUser, type SystemUser, updatedSystemUser } from '../records/system-user.ts'
import type { JsonObject } from '../wire/json.ts'
import { existingUser, writeUser } from './change-user.ts'

interface Action {
  readonly id: string
  readonly path: string
  readonly summary: string
  readonly level: AccessLevel
  readonly body?: string
  readonly act: (call: Call, user: SystemUser) => SystemUser
}

const ACTIONS: readonly Action[] = [
  {
    id: 'systemusers_state_activate',
    path: '/api/systemusers/{id}/state/activate',
    summary: 'Activate a staged system user',
    level: 'write',
    body: 'SystemUserActivation',
    act: activate,
  },
  {
    id: 'systemusers_unlock',
    path: '/api/systemusers/{id}/unlock',
    summary: 'Unlock a system user',
    level: 'assist',
    act: (_, user) => ({ ...user, account_locked: false, account_locked_date: null, badLoginAttempts: 0 }),
  },
  {
    id: 'systemusers_expire',
    path: '/api/systemusers/{id}/expire',
    summary: "Expire a system user's password",
    level: 'assist',
    act: (_, user) => ({ ...user, password_expired: true }),
  },
  {
    id: 'systemusers_resetmfa',
    path: '/api/systemusers/{id}/resetmfa',
    summary: "Reset a system user's MFA token",
    level: 'assist',
    body: 'SystemUserMfaReset',
    act: resetMfa,
  },
]

/** The operations on a user by POST: activate, unlock, expire, reset MFA; each returns an empty body. */
export const actionOperations: readonly Operation[] = [
  ...ACTIONS.map(
    ({ act, level, body, ...action }): Operation => ({
      ...action,
      method: 'POST',
      needs: ['users', level],
      ...(body === undefined ? {} : { body, isBodyOptional: true }),
      answers: { 200: { says: 'Done' } },
      handle: (call): Answer => {
        const before = existingUser(call)
        const after = act(call, before)
        writeUser(call, before, after)
        return { status: 200, before, after }
      },
    }),
  ),
  {
    id: 'systemusers_mfasync',
    method: 'POST',
    path: '/api/systemusers/{id}/mfasync',
    summary: "Sync a system user's MFA enrolment status",
    needs: ['users', 'assist'],
    answers: { 200: { says: '`"OK"`', schema: 'Ok' } },
    handle: (call) => {
      existingUser(call)
      return { status: 200, json: 'OK' }
    },
  },
  {
    id: 'systemusers_totpinfo',
    method: 'GET',
    path: '/api/systemusers/{id}/totpinfo',
    summary: "Read a system user's TOTP enrolment",
    needs: ['users', 'read'],
    answers: { 200: { says: 'Empty, because no user enrols with the mock', schema: 'TotpEnrollmentInfo' } },
    handle: (call) => {
      existingUser(call)
      return { status: 200, json: {} }
    },
  },
]

/** Activates a staged user; other users do not change. The e-mail is only an event, because none is sent. */
function activate(call: Call, user: SystemUser): SystemUser {
  const { email = true } = objectBody(call)
  if (user.state !== 'STAGED') return user
  const { alternateEmail } = user
  // A user with a password gets a Welcome e-mail. Others get an Activation e-mail, preferably at the alternate address.
  const usual =
    user.activated || typeof alternateEmail !== 'string' || alternateEmail === '' ? user.email : alternateEmail
  if (email !== false && email !== 'false') {
    const recipient = typeof email === 'string' && email !== 'true' && email !== '' ? email : usual
    const resource: JsonObject = { ...userResource(user), recipient_email: recipient }
    logEvent(call, { type: 'user_activation_email', resource })
  }
  return activatedSystemUser(user, call)
}

/** Resets the MFA enrolment of a user; the body sets the exclusion. */
function resetMfa(call: Call, user: SystemUser): SystemUser {
  const { exclusion = false, exclusionDays, exclusionUntil } = objectBody(call)
  const mfa: JsonObject = { configured: false, exclusion }
  if (exclusionDays !== undefined) mfa['exclusionDays'] = exclusionDays
  if (exclusionUntil !== undefined) mfa['exclusionUntil'] = exclusionUntil
  logEvent(call, { type: 'user_mfa_reset', resource: userResource(user) })
  const settings = call.organization.settings
  return { ...updatedSystemUser(user, { mfa }, { ...call, settings }), totp_enabled: false }
}
