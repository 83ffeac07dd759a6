import type { SystemUser } from '../records/system-user.ts'
import type { JumpCloudStore, RadiusServer } from '../store/jumpcloud-store.ts'
import { isBound } from './binding.ts'

/** The result of a RADIUS login, with its reason. */
export interface RadiusVerdict {
  readonly isLetIn: boolean
  /** A description of the reason, for the event and the reader. */
  readonly reason: string
  readonly user: SystemUser | undefined
}

/**
 * Decides on a login with the correct password as JumpCloud's RADIUS does. With `authIdp: AZURE` the login is the
 * Company Email, which must be the Entra user principal name, and a pending password does not matter; otherwise it is
 * the username or the e-mail address (article "Authenticate to RADIUS with Azure AD").
 */
export function radiusVerdict(store: JumpCloudStore, server: RadiusServer, login: string): RadiusVerdict {
  const isDelegated = server.authIdp === 'AZURE'
  const organization = String(server['organization'])
  const byEmail = store.users.findByEmail(login)
  const user =
    (byEmail?.organization === organization ? byEmail : undefined) ??
    (isDelegated ? undefined : store.users.findByUsername(organization, login))
  const reject = (reason: string): RadiusVerdict => ({ isLetIn: false, reason, user })
  if (user === undefined)
    return reject(isDelegated ? 'no user has this Company Email' : 'no user has this username or e-mail address')
  if (user.state !== 'ACTIVATED') return reject(`the user is ${user.state.toLowerCase()}`)
  if (user['account_locked'] === true) return reject('the user is locked')
  if (!isBound(store, user._id, server._id)) return reject('the user is not bound to this RADIUS server')
  if (!isDelegated && !user.activated) return reject('the password of the user is pending')
  if (!isDelegated && user.password_expired && server['userPasswordExpirationAction'] !== 'MAINTAIN')
    return reject('the password of the user has expired')
  return { isLetIn: true, reason: isDelegated ? 'Entra accepted the password' : 'the password is correct', user }
}
