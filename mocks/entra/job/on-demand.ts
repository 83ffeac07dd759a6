import { isJsonObject, type JsonObject } from '../../protocol/index.ts'
import { TransportError } from '../../transport/index.ts'
import { createEntraClient, type EntraClient, resourcesOf } from '../client/index.ts'
import { TokenRefused } from '../credentials/index.ts'
import { addMembersBody } from '../dialect/index.ts'
import type { LoggedOutcome, ScopingFacts } from '../log/index.ts'
import { compileObjectMapping } from '../mapping/compile-mapping.ts'
import type { ObjectMapping, SynchronizationSchema } from '../mapping/synchronization-schema.ts'
import { findMatch, type Match, type Synchronisation, synchronise } from '../provisioning/index.ts'
import { DEFAULT_ENTRA_SWITCHES } from '../switches/index.ts'
import { type ObjectKind, sourceOfGroup, sourceOfUser, type TenantGroup, type TenantReader } from '../tenant/index.ts'
import { displayNameOf, endpointOf, NOT_ENTITLED, type ObjectOutcome, outcomeOfResult } from './cycle-context.ts'
import { guidFrom } from './guid.ts'
import type { ProvisioningJobOptions } from './job-options.ts'

/** A step of the portal's "Provision on demand". */
export interface OnDemandStep {
  readonly name: 'Test connection' | 'Import' | 'Scope' | 'Match' | 'Action'
  readonly status: 'success' | 'failure' | 'skipped'
  readonly description: string
  readonly details: JsonObject
}

/** The options of a job that on-demand provisioning needs. */
export type OnDemandOptions = Pick<
  ProvisioningJobOptions,
  'baseUrl' | 'authorization' | 'transport' | 'random' | 'scope' | 'activeAsText' | 'switches'
> & {
  readonly tenant: TenantReader
  readonly schema: SynchronizationSchema
  readonly now: () => Date
  /** The object ids of the group members to provision, at most five (default: the first five). */
  readonly members?: readonly string[]
}

/** The maximum number of members that the portal's button provisions with a group. */
export const ON_DEMAND_MEMBERS = 5

/**
 * Provisions one user or group on demand and returns the portal's steps; the connection step is returned only if it
 * fails. It uses the legacy dialect even if the Tenant URL has the flag, includes up to five members of a group, and
 * leaves managers to a cycle (Entra documentation, "On-demand provisioning").
 */
export async function provisionOnDemand(
  object: { readonly kind: ObjectKind; readonly objectId: string },
  options: OnDemandOptions,
): Promise<OnDemandStep[]> {
  return [...(await reportOnDemand(object, options)).steps]
}

/** The result of on-demand provisioning. */
export interface OnDemandReport {
  readonly steps: readonly OnDemandStep[]
  /** The entry of the provisioning log; undefined if no object was read or the server could not be reached. */
  readonly outcome?: Omit<LoggedOutcome, 'durationMs'>
}

/** Does the same as `provisionOnDemand`, and also returns the outcome for the provisioning log. */
export async function reportOnDemand(
  object: { readonly kind: ObjectKind; readonly objectId: string },
  options: OnDemandOptions,
): Promise<OnDemandReport> {
  try {
    return await provision(object, options)
  } catch (error) {
    if (!(error instanceof TransportError || error instanceof TokenRefused)) throw error
    return { steps: [step('Test connection', 'failure', error.message)] }
  }
}

async function provision(
  { kind, objectId }: { readonly kind: ObjectKind; readonly objectId: string },
  options: OnDemandOptions,
): Promise<OnDemandReport> {
  const { tenant, schema, random, now } = options
  const mapping = enabledMapping(schema, kind)
  if (mapping === undefined)
    return { steps: [step('Import', 'skipped', `the schema has no enabled mapping of ${kind}s`)] }
  const switches = { ...DEFAULT_ENTRA_SWITCHES, ...options.switches }
  const compiled = compileObjectMapping(mapping, switches)
  const client = createEntraClient({
    ...options,
    guid: () => guidFrom(random),
    accept: switches.accept,
    adScimVersion: switches.adscimversion,
  })
  const endpoint = endpointOf(kind)
  const target = compiled.matching[0]?.target ?? 'userName'
  const probe = await client.probe(endpoint, target)
  if (resourcesOf(probe)?.length !== 0) {
    const reason = `the query for an object that cannot exist was answered with ${probe.status}: ${probe.text.slice(0, 200)}`
    return { steps: [step('Test connection', 'failure', reason)] }
  }
  const user = kind === 'user' ? tenant.user(objectId) : undefined
  const group = kind === 'group' ? tenant.group(objectId) : undefined
  const source = user !== undefined ? sourceOfUser(user, false) : group !== undefined ? sourceOfGroup(group) : undefined
  if (source === undefined) return { steps: [step('Import', 'failure', `${objectId} is not in the tenant`)] }
  const name = String(source['displayName'] ?? objectId)
  const imported = step('Import', 'success', `retrieved ${name} from Azure Active Directory`, asJson(source))
  const facts = {
    'Active in source system': user === undefined || (user.isAccountEnabled && user.deletedAt === null),
    'Assigned to application': (user ?? group)?.isAssigned === true,
    'Scoping filter': compiled.isInScope(source),
    'Scope sync all': options.scope === 'all',
  }
  const isEntitled = facts['Assigned to application'] || facts['Scope sync all']
  const object = { kind, sourceId: objectId, displayName: displayNameOf(source, objectId), source }
  const scoping: ScopingFacts = {
    isActive: facts['Active in source system'],
    isAssigned: isEntitled,
    isInScope: facts['Scoping filter'],
  }
  const loggedAs = (result: ObjectOutcome): Omit<LoggedOutcome, 'durationMs'> => ({
    ...object,
    scoping,
    targetId: undefined,
    modified: [],
    ...result,
  })
  const environment = { now, random }
  const isMatchedFirst = switches.matching === 'before-scope'
  if (!facts['Active in source system'] || !facts['Scoping filter'] || !isEntitled) {
    const outOfScope = step('Scope', 'skipped', 'the object is not in scope and is not provisioned', facts)
    const outcome = { outcome: loggedAs(NOT_ENTITLED) }
    if (!isMatchedFirst) return { steps: [imported, outOfScope], ...outcome }
    const { attributes } = compiled.map(source, 'create', environment)
    const match = await findMatch(attributes, { client, endpoint, mapping: compiled })
    return { steps: [imported, ...matchOnly(match, target, outOfScope)], ...outcome }
  }
  const result = await synchronise(source, undefined, {
    client,
    mapping: compiled,
    endpoint,
    dialect: 'legacy',
    environment,
    primaryEmail: switches.primaryEmail,
    ...(options.activeAsText === undefined ? {} : { activeAsText: options.activeAsText }),
  })
  const inScope = step('Scope', 'success', 'the object is in scope', facts)
  const [match, ...action] = matchAndAction(result, target)
  const decided = [isMatchedFirst ? match : inScope, isMatchedFirst && match.status === 'success' ? inScope : undefined]
  const steps = [
    imported,
    ...decided.filter((one) => one !== undefined),
    ...(isMatchedFirst ? action : [match, ...action]),
  ]
  const { targetId } = result
  const outcome = { outcome: loggedAs(outcomeOfResult(kind, result)) }
  if (group === undefined || targetId === undefined || result.action === 'failed') return { steps, ...outcome }
  const members = await addMembers(group, targetId, client, options)
  return { steps: members === undefined ? steps : [...steps, members], ...outcome }
}

/**
 * Looks up each member by the users' matching attributes, and adds each existing one in a separate PATCH, as a cycle
 * does.
 */
async function addMembers(
  group: TenantGroup,
  groupId: string,
  client: EntraClient,
  options: OnDemandOptions,
): Promise<OnDemandStep | undefined> {
  const chosen = (options.members ?? [...group.memberIds]).slice(0, ON_DEMAND_MEMBERS)
  const mapping = enabledMapping(options.schema, 'user')
  if (chosen.length === 0 || mapping === undefined) return undefined
  const compiled = compileObjectMapping(mapping)
  const environment = { now: options.now, random: options.random }
  const details: Record<string, string> = {}
  let added = 0
  for (const objectId of chosen) {
    const user = options.tenant.user(objectId)
    const { attributes } =
      user === undefined ? { attributes: [] } : compiled.map(sourceOfUser(user, false), 'create', environment)
    const match = await findMatch(attributes, { client, endpoint: '/Users', mapping: compiled })
    if (match.kind !== 'one') {
      details[objectId] = 'UnableToResolveReferenceAttributeValue: the member is not provisioned'
      continue
    }
    const { status, text } = await client.patch('/Groups', groupId, addMembersBody([match.id], 'legacy'))
    const isAdded = status >= 200 && status < 300
    if (isAdded) added += 1
    details[objectId] = isAdded ? `added as ${match.id}` : `StatusCode ${status}: ${text.slice(0, 200)}`
  }
  const left = group.memberIds.size - chosen.length
  const others = left > 0 ? `; ${left} more are left to a cycle` : ''
  const isWhole = added === chosen.length
  return step('Action', isWhole ? 'success' : 'failure', `added ${added} of ${chosen.length} members${others}`, details)
}

function enabledMapping(schema: SynchronizationSchema, kind: ObjectKind): ObjectMapping | undefined {
  return schema.synchronizationRules
    .flatMap(({ objectMappings }) => objectMappings)
    .find(({ enabled, targetObjectName }) => enabled && new RegExp(kind, 'i').test(targetObjectName))
}

/**
 * Returns the steps of an object that is matched first and then is out of scope. If no matching attribute has a value,
 * the scope is not evaluated.
 */
function matchOnly(match: Match, target: string, outOfScope: OnDemandStep): OnDemandStep[] {
  switch (match.kind) {
    case 'failed':
      return [step('Match', 'failure', `${match.errorCode}: ${match.reason}`)]
    case 'unmatchable':
      return [step('Match', 'skipped', 'ImportSkipped: no matching attribute has a value')]
    case 'one':
      return [step('Match', 'success', `found ${match.id} by ${target}`, { targetId: match.id }), outOfScope]
    case 'none':
      return [step('Match', 'success', `no object on the server has this ${target}`), outOfScope]
  }
}

function matchAndAction(result: Synchronisation, target: string): [match: OnDemandStep, ...action: OnDemandStep[]] {
  const { action, targetId, reason = '', errorCode = '', sent } = result
  const details = targetId === undefined ? {} : { targetId }
  // A failure before a body was built is a failure of matching.
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

function asJson(source: Readonly<Record<string, unknown>>): JsonObject {
  const json: unknown = JSON.parse(JSON.stringify(source))
  return isJsonObject(json) ? json : {}
}
