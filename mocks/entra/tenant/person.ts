import type { SourceObject } from '../mapping/source-object.ts'

/** A user of the tenant by Entra's attribute names; absent attributes are null. */
export interface Person extends SourceObject {
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
