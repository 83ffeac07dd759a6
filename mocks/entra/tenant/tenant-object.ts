import type { SourceObject } from '../expression/source-object.ts'

/** Users and groups are the kinds of objects that provisioning knows. */
export type ObjectKind = 'user' | 'group'

/** A user of the tenant, with the facts that decide whether they are entitled to the application. */
export interface TenantUser {
  readonly objectId: string
  /** The attributes by Entra's names, without the computed IsSoftDeleted. */
  readonly attributes: SourceObject
  readonly isAccountEnabled: boolean
  /** True if the user is assigned to the application, directly or as a direct member of an assigned group. */
  readonly isAssigned: boolean
  /** The time of the move to the recycle bin, where the user stays for 30 days. */
  readonly deletedAt: Date | null
  readonly managerId: string | null
}

/** A group of the tenant. Only direct members count: a nested group is a member, its users are not. */
export interface TenantGroup {
  readonly objectId: string
  readonly displayName: string
  readonly isAssigned: boolean
  readonly memberIds: ReadonlySet<string>
  /** Additional attributes by Entra's names, such as `mailNickname` and `description`. */
  readonly attributes?: SourceObject
}

/** A change as a delta query reports it: which object changed, not how. */
export interface TenantChange {
  readonly kind: ObjectKind
  readonly objectId: string
}

/** A change in the tenant's log. */
export interface LoggedChange extends TenantChange {
  /** The application that the change concerns, for example an assignment to it; all applications if absent. */
  readonly audience?: string
  /** Members that a group gained and lost. */
  readonly added?: readonly string[]
  readonly removed?: readonly string[]
}

/** The part of a tenant that the provisioning service reads. */
export interface TenantReader {
  /** The token of the current state; `changesSince(watermark)` is empty. */
  readonly watermark: number
  /** The maximum number of users that a full read yields, for a progress bar. */
  readonly userCount: number
  readonly groupCount: number
  /** Iterates users from a position on, in a stable order; purged users are left out. */
  users(from?: number): Iterable<{ readonly position: number; readonly objectId: string }>
  groupIds(): Iterable<string>
  /** Each object that changed after the token, once. */
  changesSince(token: number): readonly TenantChange[]
  /** Returns a user; undefined if it does not exist or was purged. */
  user(objectId: string): TenantUser | undefined
  group(objectId: string): TenantGroup | undefined
}
