import {
  type ImportedUsers,
  InvalidSynchronizationSchema,
  importSynchronizationSchema,
  type SourceObject,
  type SourceValue,
  type SynchronizationSchema,
  sourceUserWith,
  type Tenant,
} from '../../../mocks/entra/index.ts'
import { isJsonObject, type JsonObject, type JsonValue } from '../../../mocks/protocol/index.ts'
import type { Concerns } from '../format/page-format.ts'
import type { Operation } from '../http/console-app.ts'

/** Judges a schema for JumpCloud, and provisions users with it into mocks on this machine. */
export type JudgeSchema = (schema: SynchronizationSchema, people: ImportedUsers | undefined) => Promise<Concerns>

/** The maximum number of users to provision. */
const MAX_TRIED = 100

/**
 * Creates the operation `POST concerns { schema, users: [ids] }`, which finds the faults of a schema for JumpCloud
 * before anything is provisioned.
 */
export function concernOperation(tenant: () => Pick<Tenant, 'user'>, judge: JudgeSchema): Operation {
  return async ({ method, body }) => {
    if (method !== 'POST') return { status: 405, json: { error: 'concerns are asked for by POST' } }
    const given = await body()
    const { schema, users } = isJsonObject(given as JsonValue) ? (given as JsonObject) : {}
    const ids = Array.isArray(users) ? users.filter((id) => typeof id === 'string').slice(0, MAX_TRIED) : []
    try {
      const read = importSynchronizationSchema(JSON.stringify(schema))
      return { status: 200, json: await judge(read, importedUsers(ids, tenant())) }
    } catch (error) {
      if (!(error instanceof InvalidSynchronizationSchema)) throw error
      return { status: 400, json: { error: error.message } }
    }
  }
}

function importedUsers(ids: readonly string[], tenant: Pick<Tenant, 'user'>): ImportedUsers | undefined {
  const known = ids.flatMap((id) => tenant.user(id) ?? [])
  if (known.length === 0) return undefined
  return {
    users: known.map(({ objectId, attributes }) =>
      sourceUserWith(present(attributes), {
        objectId,
        userPrincipalName: String(attributes['userPrincipalName'] ?? ''),
        mailNickname: String(attributes['mailNickname'] ?? ''),
      }),
    ),
    disabled: known.filter(({ isAccountEnabled }) => !isAccountEnabled).map(({ objectId }) => objectId),
    managers: new Map(),
  }
}

/** Returns the attributes that have a value. */
function present(attributes: SourceObject): Readonly<Record<string, SourceValue>> {
  return Object.fromEntries(
    Object.entries(attributes).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  )
}
