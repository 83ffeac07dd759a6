import { isJsonObject, type JsonObject, type JsonValue } from '../../../protocol/index.ts'
import {
  type KeptChange,
  type LoggedChange,
  type PeopleSource,
  Tenant,
  type TenantGroup,
  type TenantRecord,
  type TenantUser,
} from '../../index.ts'
import { type GraphStore, InvalidGraphState } from '../state/graph-store.ts'

/** The initial content of a tenant. */
export interface TenantBeginning {
  readonly people: PeopleSource
  readonly groups: readonly TenantGroup[]
  /** Object ids of users whose account is disabled. */
  readonly disabled: readonly string[]
}

/**
 * Opens the tenant of a store over its people and stores every change. Throws InvalidGraphState for a store that was
 * created with other people.
 */
export function openTenant({ people, groups, disabled }: TenantBeginning, store: GraphStore): Tenant {
  const known = store.all('meta').find(({ id }) => id === 'tenant')
  const over = fingerprint(people)
  if (known !== undefined && known.document['people'] !== over)
    throw new InvalidGraphState(
      'the state was made over other users; give the same --users, --seed or --tenant, or name a new file',
    )
  if (known === undefined) {
    for (const group of groups) store.put('group', group.objectId, groupDocument(group))
    store.put('meta', 'tenant', { people: over })
  }
  const tenant = new Tenant({ people, record: recordOf(store), onChange: (change) => keep(store, change) })
  if (known === undefined) for (const objectId of disabled) tenant.setAccountEnabled(objectId, false)
  return tenant
}

/** Identifies a source of people by their number and the first and the last of them. */
function fingerprint(people: PeopleSource): string {
  const { count } = people
  return count === 0 ? '0' : `${count} ${people.objectIdAt(0)} ${people.objectIdAt(count - 1)}`
}

function keep(store: GraphStore, { change, object, hiredAt }: KeptChange): void {
  const { kind, objectId } = change
  store.append('change', { ...change } as unknown as JsonObject)
  if (object === undefined) return
  if (kind === 'user') {
    const before = hiredAt ?? places(store).get(objectId)
    const place = before === undefined ? {} : { hiredAt: before }
    if (hiredAt !== undefined) places(store).set(objectId, hiredAt)
    store.put('user', objectId, { ...place, user: object as unknown as JsonValue })
  } else if (object === null) store.remove('group', objectId)
  else store.put('group', objectId, groupDocument(object as TenantGroup))
}

/** Places of users that came later, by store. */
const PLACES = new WeakMap<GraphStore, Map<string, number>>()
function places(store: GraphStore): Map<string, number> {
  const known = PLACES.get(store)
  if (known !== undefined) return known
  const read = new Map(
    store.all('user').flatMap(({ id, document }): [string, number][] => {
      const { hiredAt } = document
      return typeof hiredAt === 'number' ? [[id, hiredAt]] : []
    }),
  )
  PLACES.set(store, read)
  return read
}

const groupDocument = ({ memberIds, ...group }: TenantGroup): JsonObject =>
  ({ ...group, memberIds: [...memberIds] }) as unknown as JsonObject

function recordOf(store: GraphStore): TenantRecord {
  const users = new Map(
    store.all('user').map(({ id, document }): [string, TenantUser | null] => [id, userOf(document['user'])]),
  )
  return {
    users,
    hired: [...places(store)].sort(([, a], [, b]) => a - b).map(([id]) => id),
    groups: store.all('group').map(({ document }) => groupOf(document)),
    changes: store.entries('change') as unknown as readonly LoggedChange[],
  }
}

function userOf(value: JsonValue | undefined): TenantUser | null {
  if (!isJsonObject(value)) return null
  const { deletedAt } = value
  return { ...(value as unknown as TenantUser), deletedAt: typeof deletedAt === 'string' ? new Date(deletedAt) : null }
}

function groupOf(document: JsonObject): TenantGroup {
  const { memberIds } = document
  return {
    ...(document as unknown as TenantGroup),
    memberIds: new Set(Array.isArray(memberIds) ? memberIds.map(String) : []),
  }
}
