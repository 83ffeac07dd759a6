import type { SourceObject } from '../expression/source-object.ts'
import type { SourceUser } from './source-user.ts'
import type { LoggedChange, TenantChange, TenantGroup, TenantReader, TenantUser } from './tenant-object.ts'
import { type InitialUsers, initialSource, type UserSource } from './user-source.ts'

/** The initial content of a tenant. */
export interface TenantOptions extends InitialUsers {
  /** The groups of a new tenant. */
  readonly groups?: readonly TenantGroup[]
  /** An earlier tenant over the same users to continue; its groups replace `groups`. */
  readonly record?: TenantRecord
  /** Receives each change after it is made, to store it. */
  readonly onChange?: (change: KeptChange) => void
}

/** The changes of a tenant since it was created from its source of users. */
export interface TenantRecord {
  /** Users that changed or were added later; null for a purged user. */
  readonly users: ReadonlyMap<string, TenantUser | null>
  /** The object ids of the users that were added later, in their order. */
  readonly hired: readonly string[]
  readonly groups: readonly TenantGroup[]
  readonly changes: readonly LoggedChange[]
}

/** A change with the changed object. */
export interface KeptChange {
  readonly change: LoggedChange
  /** Null if the object was removed; undefined if only something else changed. */
  readonly object: TenantUser | TenantGroup | null | undefined
  /** The position of a user that was added later; undefined for all other changes. */
  readonly hiredAt?: number
}

/** Days for which a deleted user can be restored (Entra documentation, "Restore or remove a recently deleted user"). */
export const RECYCLE_BIN_DAYS = 30

/**
 * A tenant: users, groups and a log of changes. Only changed users are stored, so a synthetic tenant of a million needs
 * memory only for its changes. Every method that changes something throws RangeError for an object that does not exist.
 */
export class Tenant implements TenantReader {
  readonly #source: UserSource
  /** Users that changed or were added later; null after they were purged. */
  readonly #changed = new Map<string, TenantUser | null>()
  readonly #hired: string[] = []
  readonly #groups = new Map<string, TenantGroup>()
  readonly #log: LoggedChange[] = []
  readonly #onChange: TenantOptions['onChange']

  constructor(options: TenantOptions) {
    const { groups = [], record, onChange } = options
    this.#source = initialSource(options)
    this.#onChange = onChange
    for (const group of record?.groups ?? groups) this.#groups.set(group.objectId, group)
    if (record === undefined) return
    for (const [objectId, user] of record.users) this.#changed.set(objectId, user)
    this.#hired.push(...record.hired)
    for (const change of record.changes) this.#log.push(change)
  }

  get watermark(): number {
    return this.#log.length
  }

  get userCount(): number {
    return this.#source.count + this.#hired.length
  }

  get groupCount(): number {
    return this.#groups.size
  }

  *users(from = 0): Iterable<{ readonly position: number; readonly objectId: string }> {
    for (let position = from; position < this.userCount; position += 1) {
      const objectId =
        position < this.#source.count ? this.#source.objectIdAt(position) : this.#hired[position - this.#source.count]
      if (objectId !== undefined && this.#changed.get(objectId) !== null) yield { position, objectId }
    }
  }

  groupIds(): Iterable<string> {
    return this.#groups.keys()
  }

  changesSince(token: number, audience?: string): readonly TenantChange[] {
    const seen = new Map<string, TenantChange>()
    for (const change of this.logSince(token)) {
      if (change.audience !== undefined && change.audience !== audience) continue
      seen.set(`${change.kind} ${change.objectId}`, { kind: change.kind, objectId: change.objectId })
    }
    return [...seen.values()]
  }

  /** Each change after the token, in order. */
  logSince(token: number): readonly LoggedChange[] {
    return this.#log.slice(token)
  }

  /** Logs a change that only one application sees, such as an assignment to it. */
  note(change: LoggedChange): void {
    this.#record(change, undefined)
  }

  user(objectId: string): TenantUser | undefined {
    const changed = this.#changed.get(objectId)
    if (changed !== undefined) return changed ?? undefined
    const index = this.#source.indexOf(objectId)
    if (index === undefined) return undefined
    return userOf(this.#source.at(index), this.#source.managerIdOf(index))
  }

  group(objectId: string): TenantGroup | undefined {
    return this.#groups.get(objectId)
  }

  /** Adds a user who is assigned to the application. */
  hire(user: SourceUser, managerId: string | null = null): void {
    if (this.user(user.objectId) !== undefined) throw new RangeError(`the tenant already has a user ${user.objectId}`)
    this.#hired.push(user.objectId)
    this.#keep(userOf(user, managerId), this.#hired.length - 1)
  }

  /** Changes attributes of a user. */
  change(objectId: string, attributes: SourceObject): void {
    const user = this.#existing(objectId)
    this.#keep({ ...user, attributes: { ...user.attributes, ...attributes } })
  }

  setManager(objectId: string, managerId: string | null): void {
    this.#keep({ ...this.#existing(objectId), managerId })
  }

  setAccountEnabled(objectId: string, isAccountEnabled: boolean): void {
    this.#keep({ ...this.#existing(objectId), isAccountEnabled })
  }

  setAssigned(objectId: string, isAssigned: boolean): void {
    this.#keep({ ...this.#existing(objectId), isAssigned })
  }

  /** Puts a user into the recycle bin. */
  delete(objectId: string, now: Date): void {
    this.#keep({ ...this.#existing(objectId), deletedAt: now })
  }

  /** Restores a user from the recycle bin. */
  restore(objectId: string): void {
    this.#keep({ ...this.#existing(objectId), deletedAt: null })
  }

  /** Permanently deletes a user. */
  purge(objectId: string): void {
    this.#existing(objectId)
    this.#changed.set(objectId, null)
    this.#record({ kind: 'user', objectId }, null)
  }

  /** Purges all users who have been in the recycle bin for 30 days. */
  emptyRecycleBin(now: Date): void {
    const limit = now.getTime() - RECYCLE_BIN_DAYS * 86_400_000
    for (const user of [...this.#changed.values()])
      if (user?.deletedAt != null && user.deletedAt.getTime() <= limit) this.purge(user.objectId)
  }

  addGroup(group: TenantGroup): void {
    if (this.#groups.has(group.objectId)) throw new RangeError(`the tenant already has a group ${group.objectId}`)
    this.#keepGroup(group)
  }

  /** Changes a group's name, assignment or members. */
  changeGroup(objectId: string, change: Partial<Omit<TenantGroup, 'objectId'>>): void {
    const group = this.#groups.get(objectId)
    if (group === undefined) throw new RangeError(`the tenant has no group ${objectId}`)
    const { memberIds } = change
    const added = [...(memberIds ?? [])].filter((id) => !group.memberIds.has(id))
    const removed = memberIds === undefined ? [] : [...group.memberIds].filter((id) => !memberIds.has(id))
    this.#keepGroup({ ...group, ...change }, { added, removed })
  }

  removeGroup(objectId: string): void {
    if (!this.#groups.delete(objectId)) throw new RangeError(`the tenant has no group ${objectId}`)
    this.#record({ kind: 'group', objectId }, null)
  }

  #existing(objectId: string): TenantUser {
    const user = this.user(objectId)
    if (user === undefined) throw new RangeError(`the tenant has no user ${objectId}`)
    return user
  }

  #keep(user: TenantUser, hiredAt?: number): void {
    this.#changed.set(user.objectId, user)
    this.#record({ kind: 'user', objectId: user.objectId }, user, hiredAt)
  }

  #keepGroup(group: TenantGroup, members: Pick<LoggedChange, 'added' | 'removed'> = {}): void {
    this.#groups.set(group.objectId, group)
    this.#record({ kind: 'group', objectId: group.objectId, ...members }, group)
  }

  #record(change: LoggedChange, object: KeptChange['object'], hiredAt?: number): void {
    this.#log.push(change)
    this.#onChange?.({ change, object, ...(hiredAt === undefined ? {} : { hiredAt }) })
  }
}

function userOf(user: SourceUser, managerId: string | null): TenantUser {
  const { IsSoftDeleted: _computed, ...attributes } = user
  return {
    objectId: user.objectId,
    attributes,
    isAccountEnabled: true,
    isAssigned: true,
    deletedAt: null,
    managerId,
  }
}
