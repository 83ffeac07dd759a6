import type { JsonObject } from '../../../protocol/index.ts'
import type { GraphStore } from '../state/graph-store.ts'
import { badRequest, notFound } from '../wire/graph-error.ts'
import { type ApplicationRecord, type AppRole, NEW_ROLES } from './application.ts'

/** The applications of the tenant. */
export class Applications {
  readonly #store: GraphStore
  readonly #guid: () => string
  readonly #all = new Map<string, ApplicationRecord>()

  constructor(store: GraphStore, guid: () => string) {
    this.#store = store
    this.#guid = guid
    for (const { id, document } of store.all('application')) this.#all.set(id, document as unknown as ApplicationRecord)
  }

  all(): Iterable<ApplicationRecord> {
    return this.#all.values()
  }

  /** Finds an application by the id of the service principal, or by the alternate key `appId=…`. Throws GraphError. */
  ofServicePrincipal(name: string): ApplicationRecord {
    return this.#find(name, ({ servicePrincipalId }) => servicePrincipalId)
  }

  /** Finds an application by its object id, or by `appId=…`. Throws GraphError. */
  ofApplication(name: string): ApplicationRecord {
    return this.#find(name, ({ applicationId }) => applicationId)
  }

  create(templateId: string, displayName: string, at: Date): ApplicationRecord {
    const record: ApplicationRecord = {
      applicationId: this.#guid(),
      appId: this.#guid(),
      servicePrincipalId: this.#guid(),
      templateId,
      displayName,
      createdDateTime: at.toISOString(),
      accountEnabled: true,
      appRoleAssignmentRequired: true,
      notes: null,
      tags: ['WindowsAzureActiveDirectoryIntegratedApp'],
      appRoles: NEW_ROLES.map((role) => ({
        id: this.#guid(),
        allowedMemberTypes: ['User'],
        description: role.displayName,
        isEnabled: true,
        value: null,
        ...role,
      })),
    }
    this.#save(record)
    return record
  }

  /** Applies a PATCH of the application or the service principal. Throws GraphError. */
  change(record: ApplicationRecord, body: JsonObject): void {
    const known = ['accountEnabled', 'appRoleAssignmentRequired', 'displayName', 'notes', 'tags'].filter((name) =>
      Object.hasOwn(body, name),
    )
    const changes = Object.fromEntries(known.map((name) => [name, body[name]]))
    const { appRoles } = body
    const roles = Array.isArray(appRoles) ? { appRoles: appRoles.map((role) => roleOf(role as JsonObject)) } : {}
    const ids = (roles.appRoles ?? []).map(({ id }) => id)
    if (new Set(ids).size < ids.length) throw badRequest("Property 'appRoles' has two roles with the same id.")
    this.#save({ ...record, ...changes, ...roles })
  }

  remove({ servicePrincipalId }: ApplicationRecord): void {
    this.#all.delete(servicePrincipalId)
    this.#store.remove('application', servicePrincipalId)
  }

  #find(name: string, idOf: (record: ApplicationRecord) => string): ApplicationRecord {
    const appId = /^appId=(.*)$/i.exec(name)?.[1]
    for (const record of this.#all.values())
      if (appId === undefined ? idOf(record) === name : record.appId === appId) return record
    throw notFound(name)
  }

  #save(record: ApplicationRecord): void {
    this.#all.set(record.servicePrincipalId, record)
    this.#store.put('application', record.servicePrincipalId, { ...record } as unknown as JsonObject)
  }
}

function roleOf(role: JsonObject): AppRole {
  const { id, allowedMemberTypes, displayName, description, isEnabled, value } = role
  return {
    id: String(id),
    allowedMemberTypes: Array.isArray(allowedMemberTypes) ? allowedMemberTypes.map(String) : ['User'],
    displayName: String(displayName),
    description: typeof description === 'string' ? description : null,
    isEnabled: isEnabled !== false,
    value: typeof value === 'string' && value !== '' ? value : null,
  }
}
