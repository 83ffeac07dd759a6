import type {
  AppRoleAssignment,
  ObjectKind,
  Tenant,
  TenantChange,
  TenantGroup,
  TenantReader,
  TenantUser,
} from '../../index.ts'
import type { Assignment, Assignments } from './assignments.ts'

/** Roles of an application by id; undefined for the default access. */
export type RoleLookup = (appRoleId: string) => AppRoleAssignment | undefined

/**
 * The tenant as the provisioning service reads it for one application: with the assignments to it, and without users
 * who were never in its scope.
 */
export class ApplicationView implements TenantReader {
  readonly #tenant: Tenant
  readonly #assignments: Assignments
  readonly #servicePrincipalId: string
  readonly #scope: 'assigned' | 'all'
  readonly #roleOf: RoleLookup
  /** The direct assignments by principal; they do not change while this view is used. */
  readonly #byPrincipal: ReadonlyMap<string, readonly Assignment[]>
  readonly #assignedGroups: readonly string[]

  constructor(
    { tenant, assignments }: { readonly tenant: Tenant; readonly assignments: Assignments },
    {
      servicePrincipalId,
      scope,
      roleOf,
    }: { servicePrincipalId: string; scope: 'assigned' | 'all'; roleOf: RoleLookup },
  ) {
    this.#tenant = tenant
    this.#assignments = assignments
    this.#servicePrincipalId = servicePrincipalId
    this.#scope = scope
    this.#roleOf = roleOf
    const own = [...assignments.ofApplication(servicePrincipalId)]
    this.#byPrincipal = Map.groupBy(own, ({ principalId }) => principalId)
    this.#assignedGroups = own
      .filter(({ principalKind }) => principalKind === 'group')
      .map(({ principalId }) => principalId)
  }

  get watermark(): number {
    return this.#tenant.watermark
  }

  get userCount(): number {
    return this.#scope === 'all' ? this.#tenant.userCount : this.#concerned.size
  }

  get groupCount(): number {
    return [...this.groupIds()].length
  }

  *users(from = 0): Iterable<{ readonly position: number; readonly objectId: string }> {
    for (const user of this.#tenant.users(from)) if (this.#isRead(user.objectId)) yield user
  }

  *groupIds(): Iterable<string> {
    for (const id of this.#tenant.groupIds()) if (this.#isRead(id)) yield id
  }

  changesSince(token: number): readonly TenantChange[] {
    return this.#tenant.changesSince(token, this.#servicePrincipalId).filter(({ objectId }) => this.#isRead(objectId))
  }

  user(objectId: string): TenantUser | undefined {
    const user = this.#tenant.user(objectId)
    if (user === undefined) return undefined
    const assigned = [objectId, ...this.#groupsOf(objectId)].flatMap((id) => this.#byPrincipal.get(id) ?? [])
    const roles = assigned.map(({ appRoleId }) => this.#roleOf(appRoleId)).filter((role) => role !== undefined)
    return {
      ...user,
      isAssigned: assigned.length > 0,
      attributes: roles.length === 0 ? user.attributes : { ...user.attributes, appRoleAssignments: roles },
    }
  }

  group(objectId: string): TenantGroup | undefined {
    const group = this.#tenant.group(objectId)
    return group === undefined ? undefined : { ...group, isAssigned: this.#byPrincipal.has(objectId) }
  }

  /** Returns the kind of a principal; undefined if it does not exist. */
  kindOf(objectId: string): ObjectKind | undefined {
    if (this.#tenant.user(objectId) !== undefined) return 'user'
    return this.#tenant.group(objectId) === undefined ? undefined : 'group'
  }

  /** Only direct members of an assigned group are assigned by it. */
  #groupsOf(userId: string): string[] {
    return this.#assignedGroups.filter((groupId) => this.#tenant.group(groupId)?.memberIds.has(userId) === true)
  }

  get #concerned(): ReadonlySet<string> {
    return this.#assignments.concerned(this.#servicePrincipalId)
  }

  #isRead(objectId: string): boolean {
    return this.#scope === 'all' || this.#concerned.has(objectId)
  }
}
