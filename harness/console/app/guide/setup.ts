import type { GraphClient, GraphObject } from '../data/graph-client.ts'

/** A row of an attribute table. */
interface AttributeRow {
  readonly targetAttributeName: string
  readonly matchingPriority: number
  readonly source: { readonly expression: string; readonly name?: string; readonly type: string } | null
}

/** The mapping of one kind of objects. */
export interface ObjectMapping {
  readonly enabled: boolean
  readonly name: string
  readonly sourceObjectName: string
  readonly targetObjectName: string
  readonly attributeMappings: readonly AttributeRow[]
}

/** The part of a job's schema that the guide reads. */
interface Schema {
  readonly synchronizationRules: readonly { readonly id: string; readonly objectMappings: readonly ObjectMapping[] }[]
}

/** The configuration of provisioning of the newest application, as Graph returns it. */
export interface Setup {
  readonly servicePrincipal?: {
    readonly id: string
    readonly displayName: string
    readonly appRoles: readonly { readonly id: string; readonly displayName: string }[]
  }
  readonly job?: {
    readonly id: string
    readonly schedule: { readonly state: string }
    readonly status: { readonly code: string; readonly lastSuccessfulExecution?: GraphObject | null }
  }
  readonly schema?: Schema
  /** Names of the saved secrets. */
  readonly secrets: readonly string[]
  readonly assigned: readonly { readonly principalId: string; readonly principalType: string }[]
  /** The number of users in the provisioning log that were written successfully. */
  readonly provisioned: number
}

const NOTHING: Setup = { secrets: [], assigned: [], provisioned: 0 }

/** Returns the path of the synchronization of an application. */
export const syncPath = (servicePrincipalId: string): string =>
  `/servicePrincipals/${servicePrincipalId}/synchronization`

/** Reads the configuration. */
export async function readSetup(graph: GraphClient, signal?: AbortSignal): Promise<Setup> {
  const servicePrincipal = (await graph.all<NonNullable<Setup['servicePrincipal']>>('/servicePrincipals', signal)).at(
    -1,
  )
  if (servicePrincipal === undefined) return NOTHING
  const sync = syncPath(servicePrincipal.id)
  const [job] = await graph.all<NonNullable<Setup['job']>>(`${sync}/jobs`, signal)
  const assigned = await graph.all<Setup['assigned'][number]>(
    `/servicePrincipals/${servicePrincipal.id}/appRoleAssignedTo`,
    signal,
  )
  if (job === undefined) return { ...NOTHING, servicePrincipal, assigned }
  const [schema, secrets, log] = await Promise.all([
    graph.get<Schema>(`${sync}/jobs/${job.id}/schema`, signal),
    graph.all<{ readonly key: string }>(`${sync}/secrets`, signal),
    graph.get<{ readonly value: readonly GraphObject[] }>(
      `/auditLogs/provisioning?$filter=${encodeURIComponent(`jobId eq '${job.id}'`)}&$top=50`,
      signal,
    ),
  ])
  return {
    servicePrincipal,
    job,
    schema,
    secrets: secrets.map(({ key }) => key),
    assigned,
    provisioned: log.value.filter(isWritten).length,
  }
}

function isWritten({ provisioningAction, provisioningStatusInfo }: GraphObject): boolean {
  const { status } = (provisioningStatusInfo ?? {}) as { readonly status?: unknown }
  return status === 'success' && /^(?:create|update)$/i.test(String(provisioningAction))
}

/** Returns the mapping of users, or of groups. */
export function mappingOf({ schema }: Setup, kind: 'user' | 'group'): ObjectMapping | undefined {
  return schema?.synchronizationRules
    .flatMap(({ objectMappings }) => objectMappings)
    .find(({ targetObjectName }) => /group/i.test(targetObjectName) === (kind === 'group'))
}
