import { isJsonObject, type JsonObject, type JsonValue } from '../../../protocol/index.ts'
import {
  type KeptChange,
  type LoggedChange,
  Tenant,
  type TenantGroup,
  type TenantRecord,
  type TenantUser,
  type UserSource,
} from '../../index.ts'
import { type GraphStore, InvalidGraphState } from '../state/graph-store.ts'

/** The initial content of a tenant. */
export interface TenantBeginning {
  readonly source: UserSource
  readonly groups: readonly TenantGroup[]
  /** Object ids of users whose account is disabled. */
  readonly disabled: readonly string[]
}

/**
 * Opens the tenant of a store over its users and stores every change. Throws InvalidGraphState for a store that was
 * created with other users.
 */
export function openTenant({ source, groups, disabled }: TenantBeginning, store: GraphStore): Tenant {
  const known = store.all('meta').find(({ id }) => id === 'tenant')
  const over = fingerprint(source)
  if (known !== undefined && known.document['people'] !== over)
    throw new InvalidGraphState(
      'the state was created with other users; use the same --users, --seed or --tenant, or a new file',
    )
  if (known === undefined) {
    for (const group of groups) store.put('group', group.objectId, groupDocument(group))
    store.put('meta', 'tenant', { people: over })
  }
  const tenant = new Tenant({ source, record: recordOf(store), onChange: (change) => storeChange(store, change) })
  if (known === undefined) for (const objectId of disabled) tenant.setAccountEnabled(objectId, false)
  return tenant
}

/** Identifies a source of users by their number and the first and last id. */
function fingerprint(source: UserSource): string {
  const { count } = source
  return count === 0 ? '0' : `${count} ${source.objectIdAt(0)} ${source.objectIdAt(count - 1)}`
}

function storeChange(store: GraphStore, { change, object, hiredAt }: KeptChange): void {
  const { kind, objectId } = change
  store.append('change', { ...change } as unknown as JsonObject)
  if (object === undefined) return
  if (kind === 'user') {
    const before = hiredAt ?? positions(store).get(objectId)
    const position = before === undefined ? {} : { hiredAt: before }
    if (hiredAt !== undefined) positions(store).set(objectId, hiredAt)
    store.put('user', objectId, { ...position, user: object as unknown as JsonValue })
  } else if (object === null) store.remove('group', objectId)
  else store.put('group', objectId, groupDocument(object as TenantGroup))
}

/** The positions of users that were created later, by store. */
const POSITIONS = new WeakMap<GraphStore, Map<string, number>>()
function positions(store: GraphStore): Map<string, number> {
  const known = POSITIONS.get(store)
  if (known !== undefined) return known
  const read = new Map(
    store.all('user').flatMap(({ id, document }): [string, number][] => {
      const { hiredAt } = document
      return typeof hiredAt === 'number' ? [[id, hiredAt]] : []
    }),
  )
  POSITIONS.set(store, read)
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
    hired: [...positions(store)].sort(([, a], [, b]) => a - b).map(([id]) => id),
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
