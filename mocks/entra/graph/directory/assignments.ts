import type { JsonObject } from '../../../protocol/index.ts'
import type { ObjectKind, Tenant, TenantGroup } from '../../index.ts'
import type { GraphStore } from '../state/graph-store.ts'

/** An assignment of a user or group to an application (Graph, `appRoleAssignment`). */
export interface Assignment {
  readonly id: string
  readonly servicePrincipalId: string
  readonly principalId: string
  readonly principalKind: ObjectKind
  /** The id of the role; all zeros mean the default access of an application without roles. */
  readonly appRoleId: string
  readonly createdDateTime: string
}

/**
 * The assignments of users and groups to applications. A change of an assignment is visible only to its application.
 */
export class Assignments {
  readonly #store: GraphStore
  readonly #tenant: Tenant
  readonly #all = new Map<string, Assignment>()
  /** Users and groups that are or were assigned, by application. */
  readonly #concerned = new Map<string, Set<string>>()

  constructor(store: GraphStore, tenant: Tenant) {
    this.#store = store
    this.#tenant = tenant
    for (const { id, document } of store.all('assignment')) this.#all.set(id, document as unknown as Assignment)
    for (const { objectId, audience } of tenant.logSince(0))
      if (audience !== undefined) this.concerned(audience).add(objectId)
  }

  find(id: string): Assignment | undefined {
    return this.#all.get(id)
  }

  *ofApplication(servicePrincipalId: string): Iterable<Assignment> {
    for (const one of this.#all.values()) if (one.servicePrincipalId === servicePrincipalId) yield one
  }

  *ofPrincipal(principalId: string): Iterable<Assignment> {
    for (const one of this.#all.values()) if (one.principalId === principalId) yield one
  }

  /** Returns the users and groups that are or were assigned to an application, directly or by a group. */
  concerned(servicePrincipalId: string): Set<string> {
    const known = this.#concerned.get(servicePrincipalId) ?? new Set<string>()
    this.#concerned.set(servicePrincipalId, known)
    return known
  }

  add(assignment: Assignment): void {
    this.#all.set(assignment.id, assignment)
    this.#store.put('assignment', assignment.id, { ...assignment } as unknown as JsonObject)
    this.#note(assignment)
  }

  remove(assignment: Assignment): void {
    this.#all.delete(assignment.id)
    this.#store.remove('assignment', assignment.id)
    this.#note(assignment)
  }

  /** Removes every assignment to an application that is deleted. */
  removeApplication(servicePrincipalId: string): void {
    for (const one of [...this.ofApplication(servicePrincipalId)]) this.remove(one)
    this.#concerned.delete(servicePrincipalId)
  }

  /** Removes every assignment of a user or group that is permanently deleted. */
  removePrincipal(principalId: string): void {
    for (const one of [...this.ofPrincipal(principalId)]) this.remove(one)
  }

  /** Records that members joined or left a group, for the applications to which the group is assigned. */
  membersChanged(groupId: string, userIds: readonly string[]): void {
    for (const { servicePrincipalId } of [...this.ofPrincipal(groupId)])
      for (const objectId of userIds) this.#noteOne(servicePrincipalId, 'user', objectId)
  }

  #note({ servicePrincipalId, principalId, principalKind }: Assignment): void {
    this.#noteOne(servicePrincipalId, principalKind, principalId)
    const group: TenantGroup | undefined = principalKind === 'group' ? this.#tenant.group(principalId) : undefined
    for (const member of group?.memberIds ?? []) this.#noteOne(servicePrincipalId, 'user', member)
  }

  #noteOne(audience: string, kind: ObjectKind, objectId: string): void {
    this.concerned(audience).add(objectId)
    this.#tenant.note({ kind, objectId, audience })
  }
}
