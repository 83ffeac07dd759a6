import type { JsonObject } from '../../mocks/protocol/index.ts'

/**
 * Properties that an administrator sets in JumpCloud and Entra does not map, each with a value that a new user does not
 * have.
 */
export const ADMINISTRATORS_OWN: JsonObject = {
  description: 'Badge 7, second floor',
  sudo: true,
  ldap_binding_user: true,
  samba_service_user: true,
  allow_public_key: false,
  password_never_expires: true,
  enable_user_portal_multifactor: true,
  unix_uid: 40777,
  middlename: 'Maria',
  alternateEmail: 'jane.private@fabrikam.example',
  managedAppleId: 'jane@appleid.contoso.example',
  phoneNumbers: [{ type: 'work', number: '+1 425 555 0100' }],
  addresses: [{ type: 'work', locality: 'Oslo', country: 'NO' }],
  attributes: [{ name: 'badge', value: '7' }],
}
