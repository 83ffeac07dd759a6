import type { SourceObject, SourceValue } from '../expression/source-object.ts'

/** A user of the tenant by Entra's attribute names; absent attributes are null. */
export interface SourceUser extends SourceObject {
  readonly objectId: string
  readonly userPrincipalName: string
  readonly mailNickname: string
  readonly displayName: string | null
  readonly givenName: string | null
  readonly surname: string | null
  readonly mail: string | null
  readonly jobTitle: string | null
  readonly department: string | null
  readonly employeeId: string | null
  /** `"True"` or `"False"`: Entra computes it from assignment, scope, accountEnabled and deletion. */
  readonly IsSoftDeleted: string
}

/** Returns a user with the given attributes; an attribute that each user has is null if it is not a string there. */
export function sourceUserWith(
  attributes: Readonly<Record<string, SourceValue>>,
  names: Pick<SourceUser, 'objectId' | 'userPrincipalName' | 'mailNickname'>,
): SourceUser {
  const text = (name: string): string | null => {
    const value = attributes[name]
    return typeof value === 'string' ? value : null
  }
  return {
    ...attributes,
    ...names,
    displayName: text('displayName'),
    givenName: text('givenName'),
    surname: text('surname'),
    mail: text('mail'),
    jobTitle: text('jobTitle'),
    department: text('department'),
    employeeId: text('employeeId'),
    IsSoftDeleted: 'False',
  }
}
