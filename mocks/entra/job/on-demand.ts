import { isJsonObject, type JsonObject } from '../../protocol/index.ts'
import { TransportError } from '../../transport/index.ts'
import { createEntraClient, resourcesOf } from '../client/index.ts'
import { compileObjectMapping } from '../mapping/compile-mapping.ts'
import type { SynchronizationSchema } from '../mapping/synchronization-schema.ts'
import { type Synchronisation, synchronise } from '../provisioning/index.ts'
import { type ObjectKind, sourceOfGroup, sourceOfUser, type TenantReader } from '../tenant/index.ts'
import { endpointOf } from './activity.ts'
import { guidFrom } from './guid.ts'
import type { ProvisioningJobOptions } from './job-options.ts'

/** A step as the portal's "Provision on demand" shows it. */
export interface OnDemandStep {
  readonly name: 'Test connection' | 'Import' | 'Scope' | 'Match' | 'Action'
  readonly status: 'success' | 'failure' | 'skipped'
  readonly description: string
  readonly details: JsonObject
}

/** What the button needs of a job. */
export type OnDemandOptions = Pick<
  ProvisioningJobOptions,
  'baseUrl' | 'authorization' | 'transport' | 'random' | 'scope'
> & {
  readonly tenant: TenantReader
  readonly schema: SynchronizationSchema
  readonly now: () => Date
}

/**
 * Provisions one user or group at once and tells the portal's steps; the connection is shown only where it fails. It speaks the legacy dialect
 * whatever the Tenant URL says (Entra documentation, "On-demand provisioning"). Members of a group and managers are left to a cycle.
 */
export async function provisionOnDemand(
  object: { readonly kind: ObjectKind; readonly objectId: string },
  options: OnDemandOptions,
): Promise<OnDemandStep[]> {
  try {
    return await play(object, options)
  } catch (error) {
    if (!(error instanceof TransportError)) throw error
    return [step('Test connection', 'failure', error.message)]
  }
}

async function play(
  { kind, objectId }: { readonly kind: ObjectKind; readonly objectId: string },
  options: OnDemandOptions,
): Promise<OnDemandStep[]> {
  const { tenant, schema, random, now } = options
  const mapping = schema.synchronizationRules
    .flatMap(({ objectMappings }) => objectMappings)
    .find(({ enabled, targetObjectName }) => enabled && new RegExp(kind, 'i').test(targetObjectName))
  if (mapping === undefined) return [step('Import', 'skipped', `the schema has no enabled mapping of ${kind}s`)]
  const compiled = compileObjectMapping(mapping)
  const client = createEntraClient({ ...options, guid: () => guidFrom(random) })
  const endpoint = endpointOf(kind)
  const target = compiled.matching[0]?.target ?? 'userName'
  const probe = await client.probe(endpoint, target)
  if (resourcesOf(probe)?.length !== 0) {
    const told = `the query for an object that cannot exist was answered with ${probe.status}: ${probe.text.slice(0, 200)}`
    return [step('Test connection', 'failure', told)]
  }
  const user = kind === 'user' ? tenant.user(objectId) : undefined
  const group = kind === 'group' ? tenant.group(objectId) : undefined
  const source = user !== undefined ? sourceOfUser(user, false) : group !== undefined ? sourceOfGroup(group) : undefined
  if (source === undefined) return [step('Import', 'failure', `${objectId} is not in the tenant`)]
  const name = String(source['displayName'] ?? objectId)
  const imported = step('Import', 'success', `retrieved ${name} from Microsoft Entra ID`, plain(source))
  const facts = {
    'Active in source system': user === undefined || (user.isAccountEnabled && user.deletedAt === null),
    'Assigned to application': (user ?? group)?.isAssigned === true,
    'Scoping filter': compiled.isInScope(source),
    'Scope sync all': options.scope === 'all',
  }
  const isEntitled = facts['Assigned to application'] || facts['Scope sync all']
  if (!facts['Active in source system'] || !facts['Scoping filter'] || !isEntitled)
    return [imported, step('Scope', 'skipped', 'the object is not in scope and is not provisioned', facts)]
  const environment = { now, random }
  const result = await synchronise(source, undefined, {
    client,
    mapping: compiled,
    endpoint,
    dialect: 'legacy',
    environment,
  })
  return [imported, step('Scope', 'success', 'the object is in scope', facts), ...matchAndAction(result, target)]
}

function matchAndAction(result: Synchronisation, target: string): OnDemandStep[] {
  const { action, targetId, reason = '', errorCode = '', sent } = result
  const details = targetId === undefined ? {} : { targetId }
  // What failed before a body was made failed in matching.
  if ((action === 'failed' || action === 'skipped') && sent === undefined)
    return [step('Match', action === 'failed' ? 'failure' : 'skipped', `${errorCode}: ${reason}`, details)]
  const isFound = action !== 'create' && result.changes.length + (action === 'none' ? 1 : 0) > 0
  const match = isFound
    ? step('Match', 'success', `found ${targetId ?? 'an object'} by ${target}`, details)
    : step('Match', 'success', `no object on the server has this ${target}`)
  switch (action) {
    case 'create':
      return [match, step('Action', 'success', `created ${targetId ?? ''}`, sent)]
    case 'update':
      return [match, step('Action', 'success', `updated ${targetId ?? ''}`, sent)]
    case 'none':
      return [match, step('Action', 'skipped', 'the object has every mapped value already')]
    default:
      return [match, step('Action', 'failure', `${errorCode}: ${reason}`, sent)]
  }
}

function step(
  name: OnDemandStep['name'],
  status: OnDemandStep['status'],
  description: string,
  details: JsonObject = {},
): OnDemandStep {
  return { name, status, description, details }
}

function plain(source: Readonly<Record<string, unknown>>): JsonObject {
  const json: unknown = JSON.parse(JSON.stringify(source))
  return isJsonObject(json) ? json : {}
}
