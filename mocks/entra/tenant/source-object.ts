import type { SourceObject } from '../expression/source-object.ts'
import type { TenantGroup, TenantUser } from './tenant-object.ts'

/**
 * Returns a user as mappings and scoping filters read it. A guest's user principal name is rewritten to the original
 * address; the raw one is `originalUserPrincipalName` (Entra documentation, "How provisioning works", "B2B (guest)
 * users").
 */
export function sourceOfUser(user: TenantUser, isSoftDeleted: boolean): SourceObject {
  const principal = user.attributes['userPrincipalName']
  return {
    ...user.attributes,
    originalUserPrincipalName: principal,
    userPrincipalName: typeof principal === 'string' ? homeAddress(principal) : principal,
    accountEnabled: user.isAccountEnabled,
    IsSoftDeleted: isSoftDeleted ? 'True' : 'False',
    manager: user.managerId,
  }
}

/** Returns a group as mappings read it, without members, which are sent separately. */
export function sourceOfGroup(group: TenantGroup): SourceObject {
  return {
    mailNickname: group.displayName,
    ...group.attributes,
    objectId: group.objectId,
    displayName: group.displayName,
  }
}

/** Converts `alias_theirdomain#EXT#@tenant` to `alias@theirdomain`. */
function homeAddress(principal: string): string {
  const match = /^(.+)_([^_]+)#EXT#@/i.exec(principal)
  return match === null ? principal : `${match[1]}@${match[2]}`
}
