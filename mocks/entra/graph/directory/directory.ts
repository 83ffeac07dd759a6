import type { JsonObject } from '../../../protocol/index.ts'
import type { Tenant, TenantGroup, TenantUser } from '../../index.ts'
import type { GraphStore } from '../state/graph-store.ts'
import { badRequest, notFound } from '../wire/graph-error.ts'
import { Assignments } from './assignments.ts'
import { attributesOf, sourceUserOf } from './graph-user.ts'
import { openTenant, type TenantBeginning } from './open-tenant.ts'

/** The users and groups that Graph manages, and their assignments to applications. */
export class Directory {
  readonly tenant: Tenant
  readonly assignments: Assignments
  readonly #now: () => Date
  readonly #guid: () => string
  /** Object ids by user principal name in lower case; built on first use. */
  #principals: Map<string, string> | undefined

  constructor(
    store: GraphStore,
    { now, guid, ...beginning }: TenantBeginning & { readonly now: () => Date; readonly guid: () => string },
  ) {
    this.tenant = openTenant(beginning, store)
    this.assignments = new Assignments(store, this.tenant)
    this.#now = now
    this.#guid = guid
  }

  /** Returns the users outside the recycle bin. */
  *users(): Iterable<TenantUser> {
    for (const user of this.#everyone()) if (user.deletedAt === null) yield user
  }

  *deletedUsers(): Iterable<TenantUser> {
    this.tenant.emptyRecycleBin(this.#now())
    for (const user of this.#everyone()) if (user.deletedAt !== null) yield user
  }

  *groups(): Iterable<TenantGroup> {
    for (const id of this.tenant.groupIds()) yield this.group(id)
  }

  /** Finds a user by object id or user principal name. Throws GraphError. */
  user(name: string): TenantUser {
    const user = this.tenant.user(name) ?? this.tenant.user(this.#index().get(name.toLowerCase()) ?? '')
    if (user === undefined || user.deletedAt !== null) throw notFound(name)
    return user
  }

  /** Finds a user in the recycle bin. Throws GraphError. */
  deletedUser(objectId: string): TenantUser {
    this.tenant.emptyRecycleBin(this.#now())
    const user = this.tenant.user(objectId)
    if (user === undefined || user.deletedAt === null) throw notFound(objectId)
    return user
  }

  group(objectId: string): TenantGroup {
    const group = this.tenant.group(objectId)
    if (group === undefined) throw notFound(objectId)
    return group
  }

  createUser(body: JsonObject): TenantUser {
    const user = sourceUserOf(this.#guid(), body, this.#now())
    this.#assertFree(user.userPrincipalName)
    this.tenant.hire(user)
    this.#index().set(user.userPrincipalName.toLowerCase(), user.objectId)
    if (body['accountEnabled'] === false) this.tenant.setAccountEnabled(user.objectId, false)
    return this.user(user.objectId)
  }

  changeUser({ objectId, attributes }: TenantUser, body: JsonObject): void {
    const changes = attributesOf(body)
    const { userPrincipalName } = changes
    const before = attributes['userPrincipalName']
    if (typeof userPrincipalName === 'string') {
      this.#assertFree(userPrincipalName, objectId)
      if (typeof before === 'string') this.#index().delete(before.toLowerCase())
      this.#index().set(userPrincipalName.toLowerCase(), objectId)
    }
    if (Object.keys(changes).length > 0) this.tenant.change(objectId, changes)
    const { accountEnabled } = body
    if (typeof accountEnabled === 'boolean') this.tenant.setAccountEnabled(objectId, accountEnabled)
  }

  deleteUser({ objectId, attributes }: TenantUser): void {
    this.tenant.delete(objectId, this.#now())
    this.#index().delete(String(attributes['userPrincipalName']).toLowerCase())
  }

  restoreUser({ objectId, attributes }: TenantUser): void {
    const name = String(attributes['userPrincipalName'])
    this.#assertFree(name, objectId)
    this.tenant.restore(objectId)
    this.#index().set(name.toLowerCase(), objectId)
  }

  purgeUser({ objectId }: TenantUser): void {
    for (const { objectId: groupId, memberIds } of [...this.groups()])
      if (memberIds.has(objectId)) this.changeMembers(groupId, [], [objectId])
    this.assignments.removePrincipal(objectId)
    this.tenant.purge(objectId)
  }

  createGroup(group: Omit<TenantGroup, 'objectId' | 'isAssigned'>): TenantGroup {
    const objectId = this.#guid()
    this.tenant.addGroup({ ...group, objectId, isAssigned: false })
    return this.group(objectId)
  }

  deleteGroup(objectId: string): void {
    this.assignments.removePrincipal(objectId)
    this.tenant.removeGroup(objectId)
  }

  changeMembers(groupId: string, added: readonly string[], removed: readonly string[]): void {
    const memberIds = new Set(this.group(groupId).memberIds)
    for (const id of added) memberIds.add(id)
    for (const id of removed) memberIds.delete(id)
    this.tenant.changeGroup(groupId, { memberIds })
    this.assignments.membersChanged(groupId, [...added, ...removed])
  }

  *#everyone(): Iterable<TenantUser> {
    for (const { objectId } of this.tenant.users()) {
      const user = this.tenant.user(objectId)
      if (user !== undefined) yield user
    }
  }

  #index(): Map<string, string> {
    this.#principals ??= new Map(
      [...this.users()].map(({ objectId, attributes }): [string, string] => [
        String(attributes['userPrincipalName']).toLowerCase(),
        objectId,
      ]),
    )
    return this.#principals
  }

  #assertFree(userPrincipalName: string, by?: string): void {
    const holder = this.#index().get(userPrincipalName.toLowerCase())
    if (holder === undefined || holder === by) return
    const message = 'Another object with the same value for property userPrincipalName already exists.'
    throw badRequest(message, [{ code: 'ObjectConflict', target: 'userPrincipalName', message }])
  }
}
