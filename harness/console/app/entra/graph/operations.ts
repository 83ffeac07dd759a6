import type { GraphClient } from '../../data/graph-client.ts'
import type {
  Assignment,
  Collection,
  FunctionDefinition,
  Group,
  Job,
  JsonObject,
  KeyValue,
  ParsedExpression,
  ServicePrincipal,
  User,
} from './types.ts'

/** The template of a non-gallery application. */
export const NON_GALLERY: string = '8adf8e6e-67b2-4cf2-a259-e3dc5476c621'
/** The template of the job of such an application. */
const SCIM = 'scim'

const synchronization = (id: string, version = 'v1.0'): string =>
  `/${version}/servicePrincipals/${encodeURIComponent(id)}/synchronization`
const jobPath = (id: string, jobId: string): string => `${synchronization(id)}/jobs/${encodeURIComponent(jobId)}`
const bearer = (tenantUrl: string, token: string | undefined): readonly KeyValue[] => [
  { key: 'BaseAddress', value: tenantUrl },
  ...(token === undefined ? [] : [{ key: 'SecretToken', value: token }]),
]

/** The operations of the pane; each one is one request to Microsoft Graph. */
export interface Operations {
  readonly applications: {
    list(): Promise<readonly ServicePrincipal[]>
    get(id: string): Promise<ServicePrincipal>
    create(displayName: string): Promise<ServicePrincipal>
    remove(id: string): Promise<void>
  }
  readonly users: {
    /** Finds users by the beginning of a name; an empty string finds all. */
    find(start: string, top: number): Promise<Collection<User>>
    /** Reads all properties of a user. */
    get(id: string): Promise<User>
    create(properties: JsonObject): Promise<User>
    change(id: string, properties: JsonObject): Promise<void>
    remove(id: string): Promise<void>
    deleted(): Promise<readonly User[]>
    restore(id: string): Promise<User>
    findGroups(start: string, top: number): Promise<Collection<Group>>
  }
  readonly assignments: {
    list(id: string): Promise<readonly Assignment[]>
    add(id: string, principalId: string, appRoleId: string): Promise<Assignment>
    remove(id: string, assignmentId: string): Promise<void>
  }
  readonly job: {
    /** Returns the job of an application; undefined until its provisioning is saved. */
    find(id: string): Promise<Job | undefined>
    create(id: string): Promise<Job>
    start(id: string, jobId: string): Promise<void>
    pause(id: string, jobId: string): Promise<void>
    restart(id: string, jobId: string, resetScope?: string): Promise<void>
    /** Tests credentials; the saved ones if there is no token. */
    testConnection(
      id: string,
      credentials: { readonly tenantUrl: string; readonly token: string } | undefined,
    ): Promise<void>
    /** Saves the credentials as the portal does; without a token the saved one does not change. */
    saveCredentials(id: string, tenantUrl: string, token: string | undefined): Promise<void>
    secrets(id: string): Promise<readonly KeyValue[]>
    saveSecrets(id: string, pairs: readonly KeyValue[]): Promise<void>
    provisionOnDemand(
      id: string,
      jobId: string,
      subject: { readonly ruleId: string; readonly objectId: string; readonly objectTypeName: 'User' | 'Group' },
    ): Promise<{ readonly key: string; readonly value: string }>
  }
  readonly schema: {
    get(id: string, jobId: string): Promise<JsonObject>
    put(id: string, jobId: string, schema: JsonObject): Promise<void>
    parse(
      id: string,
      jobId: string,
      expression: string,
      properties: readonly JsonObject[] | undefined,
    ): Promise<ParsedExpression>
    functions(id: string, jobId: string): Promise<readonly FunctionDefinition[]>
  }
  readonly log: {
    latest(jobId: string, top: number): Promise<readonly JsonObject[]>
  }
  readonly clock: {
    now(): Promise<string>
    /** Advances the clock by an ISO 8601 duration, and waits for the due cycles. */
    advance(duration: string): Promise<{ readonly now: string; readonly cycles: readonly JsonObject[] }>
  }
}

/** The properties of a user in a list. */
const LISTED = 'id,displayName,userPrincipalName,accountEnabled,userType,deletedDateTime'

/** Creates the operations over a client. Each one throws GraphFailure. */
export function createOperations(client: GraphClient): Operations {
  const { get, all, post, put, patch } = client
  return {
    applications: {
      list: () => all('/v1.0/servicePrincipals'),
      get: (id) => get(`/v1.0/servicePrincipals/${encodeURIComponent(id)}`),
      create: async (displayName) => {
        const created = await post<{ readonly servicePrincipal: ServicePrincipal }>(
          `/v1.0/applicationTemplates/${NON_GALLERY}/instantiate`,
          { displayName },
        )
        return created.servicePrincipal
      },
      remove: (id) => client.delete(`/v1.0/servicePrincipals/${encodeURIComponent(id)}`),
    },
    users: {
      find: (start, top) =>
        get(
          `/v1.0/users?$count=true&$top=${top}&$select=${LISTED}${filterOf(['displayName', 'userPrincipalName', 'surname'], start)}`,
        ),
      get: (id) => get(`/beta/users/${encodeURIComponent(id)}`),
      create: (properties) => post('/v1.0/users', properties),
      change: (id, properties) => patch(`/v1.0/users/${encodeURIComponent(id)}`, properties),
      remove: (id) => client.delete(`/v1.0/users/${encodeURIComponent(id)}`),
      deleted: () => all(`/v1.0/directory/deletedItems/microsoft.graph.user?$select=${LISTED}`),
      restore: (id) => post(`/v1.0/directory/deletedItems/${encodeURIComponent(id)}/restore`),
      findGroups: (start, top) =>
        get(`/v1.0/groups?$count=true&$top=${top}&$select=id,displayName${filterOf(['displayName'], start)}`),
    },
    assignments: {
      list: (id) => all(`/v1.0/servicePrincipals/${encodeURIComponent(id)}/appRoleAssignedTo`),
      add: (id, principalId, appRoleId) =>
        post(`/v1.0/servicePrincipals/${encodeURIComponent(id)}/appRoleAssignedTo`, {
          principalId,
          resourceId: id,
          appRoleId,
        }),
      remove: (id, assignmentId) =>
        client.delete(
          `/v1.0/servicePrincipals/${encodeURIComponent(id)}/appRoleAssignedTo/${encodeURIComponent(assignmentId)}`,
        ),
    },
    job: {
      find: async (id) => (await get<Collection<Job>>(`${synchronization(id)}/jobs`)).value[0],
      create: (id) => post(`${synchronization(id)}/jobs`, { templateId: SCIM }),
      start: (id, jobId) => post(`${jobPath(id, jobId)}/start`),
      pause: (id, jobId) => post(`${jobPath(id, jobId)}/pause`),
      restart: (id, jobId, resetScope = 'Escrows, Watermark, QuarantineState') =>
        post(`${jobPath(id, jobId)}/restart`, { criteria: { resetScope } }),
      testConnection: (id, credentials) =>
        post(`${synchronization(id)}/jobs/validateCredentials`, {
          templateId: SCIM,
          useSavedCredentials: credentials === undefined,
          ...(credentials === undefined ? {} : { credentials: bearer(credentials.tenantUrl, credentials.token) }),
        }),
      saveCredentials: (id, tenantUrl, token) =>
        patch(`${synchronization(id, 'beta')}/connectivityParameters`, {
          value: [
            { key: 'authenticationType', value: 'AuthenticationToken' },
            { key: 'baseAddress', value: tenantUrl },
            ...(token === undefined ? [] : [{ key: 'secretToken', value: token }]),
          ],
        }),
      secrets: async (id) => (await get<Collection<KeyValue>>(`${synchronization(id)}/secrets`)).value,
      saveSecrets: (id, pairs) => put(`${synchronization(id)}/secrets`, { value: pairs }),
      provisionOnDemand: (id, jobId, { ruleId, objectId, objectTypeName }) =>
        post(`${jobPath(id, jobId)}/provisionOnDemand`, {
          parameters: [{ ruleId, subjects: [{ objectId, objectTypeName }] }],
        }),
    },
    schema: {
      get: (id, jobId) => get(`${jobPath(id, jobId)}/schema`),
      put: (id, jobId, schema) => put(`${jobPath(id, jobId)}/schema`, schema),
      parse: (id, jobId, expression, properties) =>
        post(`${jobPath(id, jobId)}/schema/parseExpression`, {
          expression,
          targetAttributeDefinition: null,
          testInputObject: properties === undefined ? null : { definition: null, properties },
        }),
      functions: async (id, jobId) =>
        (await get<Collection<FunctionDefinition>>(`${jobPath(id, jobId)}/schema/functions`)).value,
    },
    log: {
      latest: async (jobId, top) =>
        (
          await get<Collection<JsonObject>>(
            `/v1.0/auditLogs/provisioning?$top=${top}&$filter=${encodeURIComponent(`jobId eq ${quoted(jobId)}`)}`,
          )
        ).value,
    },
    clock: {
      now: async () => (await get<{ readonly now: string }>('/__clock')).now,
      advance: (duration) => post('/__clock', { advance: duration }),
    },
  }
}

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`

function filterOf(names: readonly string[], start: string): string {
  const wanted = start.trim()
  if (wanted === '') return ''
  return `&$filter=${encodeURIComponent(names.map((name) => `startswith(${name},${quoted(wanted)})`).join(' or '))}`
}
