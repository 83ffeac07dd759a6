import { isJsonObject, type JsonObject } from '../../protocol/index.ts'
import { TransportError } from '../../transport/index.ts'
import { type Endpoint, type EntraClient, type EntraResponse, resourcesOf } from '../client/index.ts'
import {
  type AttributeChange,
  type Dialect,
  findChanges,
  groupBody,
  patchBody,
  type ResourceBodyOptions,
  userBody,
} from '../dialect/index.ts'
import type { SourceObject } from '../expression/source-object.ts'
import type {
  CompiledMapping,
  EvaluationEnvironment,
  MappedAttribute,
  MappedObject,
} from '../mapping/mapped-attribute.ts'
import { errorCodeOf, failureReason } from './error-code.ts'

/** The options of one object's synchronisation. */
export interface SynchronisationOptions extends ResourceBodyOptions {
  readonly client: EntraClient
  readonly mapping: CompiledMapping
  readonly endpoint: Endpoint
  readonly dialect: Dialect
  readonly environment: EvaluationEnvironment
  /**
   * The target object actions (default: both on): without Create, a user that is not found is skipped; without Update,
   * one that is found.
   */
  readonly mayCreate?: boolean
  readonly mayUpdate?: boolean
  /** Sends a POST a second time if the response timed out, as Entra does (default: off). */
  readonly repeatsTimedOutPost?: boolean
  /** Returns whether an object on the server is already linked to another source object. */
  readonly isTaken?: (targetId: string) => boolean
}

/** The outcome for one object: what was mapped, sent and received. */
export interface Synchronisation {
  readonly action: 'create' | 'update' | 'none' | 'failed' | 'skipped'
  /** The code of the failure or skip in Entra's provisioning logs. */
  readonly errorCode?: string
  readonly reason?: string
  /** The object's id on the server, if it is known. */
  readonly targetId?: string
  readonly mapped: MappedObject
  /** The body of the POST or PATCH. */
  readonly sent?: JsonObject
  readonly changes: readonly AttributeChange[]
  /** The response to the POST or PATCH, or to the request that failed. */
  readonly response?: EntraResponse
}

/**
 * Synchronizes one object to the server: matches it or uses its known id, then creates, updates or leaves it (Entra
 * documentation, "How provisioning works").
 */
export async function synchronise(
  source: SourceObject,
  knownId: string | undefined,
  options: SynchronisationOptions,
): Promise<Synchronisation> {
  const { mapping, environment } = options
  if (knownId !== undefined) return updateKnown(knownId, mapping.map(source, 'update', environment), options)
  const mapped = mapping.map(source, 'create', environment)
  const match = await findMatch(mapped.attributes, options)
  switch (match.kind) {
    case 'failed':
      return failed(mapped, match.errorCode, match.reason, match.response)
    case 'unmatchable':
      return skipped(mapped, 'ImportSkipped', 'no matching attribute has a value')
    case 'none':
      if (options.mayCreate === false) return skipped(mapped, 'ImportSkipped', 'the target object action Create is off')
      return create(mapped, options)
    case 'one':
      if (options.isTaken?.(match.id) === true) {
        const reason = `the object ${match.id} is already connected with another source object`
        return failed(mapped, 'DuplicateSourceEntries', reason, match.response)
      }
      if (options.mayUpdate === false) return skipped(mapped, 'ImportSkipped', 'the target object action Update is off')
      return update(match.id, match.resource, mapping.map(source, 'update', environment), options)
  }
}

/**
 * Creates an object that is known to be absent on the server, without a matching query. A cycle always sends the query;
 * this function is for callers that need an object without a cycle.
 */
export async function createUnmatched(source: SourceObject, options: SynchronisationOptions): Promise<Synchronisation> {
  return create(options.mapping.map(source, 'create', options.environment), options)
}

/** Updates an object that the caller has just read, without reading it again. */
export async function updateShown(
  source: SourceObject,
  id: string,
  shown: JsonObject,
  options: SynchronisationOptions,
): Promise<Synchronisation> {
  return update(id, shown, options.mapping.map(source, 'update', options.environment), options)
}

async function updateKnown(
  id: string,
  mapped: MappedObject,
  options: SynchronisationOptions,
): Promise<Synchronisation> {
  const response = await options.client.read(options.endpoint, id)
  if (response.status === 404) return failed(mapped, 'InvalidAnchor', `the object ${id} no longer exists`, response)
  if (response.status !== 200 || !isJsonObject(response.body)) {
    return failed(mapped, errorCodeOf(response), 'the object could not be read', response)
  }
  return update(id, response.body, mapped, options)
}

/** The result of the matching queries. */
export type Match =
  | { readonly kind: 'none' | 'unmatchable' }
  | { readonly kind: 'one'; readonly id: string; readonly resource: JsonObject; readonly response: EntraResponse }
  | { readonly kind: 'failed'; readonly errorCode: string; readonly reason: string; readonly response: EntraResponse }

/** Sends one query per matching attribute, in the order of precedence; the first match ends the search. */
export async function findMatch(
  attributes: readonly MappedAttribute[],
  { client, endpoint, mapping }: Pick<SynchronisationOptions, 'client' | 'endpoint' | 'mapping'>,
): Promise<Match> {
  let asked = false
  for (const { row, target } of mapping.matching) {
    const value = attributes.find((attribute) => attribute.row === row)?.value
    if (value === undefined || value === '') continue
    asked = true
    const response = await client.query(endpoint, target, String(value))
    const found = resourcesOf(response)
    const fail = (errorCode: string, reason: string): Match => ({ kind: 'failed', errorCode, reason, response })
    if (found === undefined) return fail(errorCodeOf(response), `the query by ${target} was not answered with a list`)
    if (found.length > 1) return fail('DuplicateTargetEntries', `${found.length} objects have the same ${target}`)
    const [resource] = found
    if (resource === undefined) continue
    const { id } = resource
    if (typeof id === 'string') return { kind: 'one', id, resource, response }
    return fail('SystemForCrossDomainIdentityManagementServiceIncompatible', 'the matching object has no string id')
  }
  return { kind: asked ? 'none' : 'unmatchable' }
}

async function create(mapped: MappedObject, options: SynchronisationOptions): Promise<Synchronisation> {
  const { client, endpoint } = options
  const mappedTargets = options.mapping.mapping.attributeMappings.map(({ targetAttributeName }) => targetAttributeName)
  const sent =
    endpoint === '/Users' ? userBody(mapped.attributes, { ...options, mappedTargets }) : groupBody(mapped.attributes)
  const response = await client.create(endpoint, sent).catch((error: unknown) => {
    const isTimeout = error instanceof TransportError && error.fault === 'timeout'
    if (!isTimeout || options.repeatsTimedOutPost !== true) throw error
    return client.create(endpoint, sent)
  })
  if (response.status !== 201 && response.status !== 200) {
    return { ...failed(mapped, errorCodeOf(response), 'the object could not be created', response), sent }
  }
  const id = isJsonObject(response.body) ? response.body['id'] : undefined
  if (typeof id === 'string' && id !== '')
    return { action: 'create', targetId: id, mapped, sent, changes: [], response }
  return {
    ...failed(mapped, errorCodeOf(response), 'the created object was returned without a string id', response),
    sent,
  }
}

async function update(
  id: string,
  shown: JsonObject,
  mapped: MappedObject,
  options: SynchronisationOptions,
): Promise<Synchronisation> {
  const { client, endpoint, dialect } = options
  const changes = findChanges(
    mapped.attributes.filter(({ isReference }) => !isReference),
    shown,
  )
  if (changes.length === 0) return { action: 'none', targetId: id, mapped, changes }
  const sent = patchBody(changes, dialect)
  const response = await client.patch(endpoint, id, sent)
  const outcome = { targetId: id, mapped, sent, changes, response }
  if (response.status >= 200 && response.status < 300) return { action: 'update', ...outcome }
  return { ...failed(mapped, errorCodeOf(response), 'the object could not be updated', response), ...outcome }
}

function failed(mapped: MappedObject, errorCode: string, reason: string, response: EntraResponse): Synchronisation {
  // An unusable response with a success status has no HTTP error to quote, so the problem is described instead.
  const isAnswer = response.status >= 200 && response.status < 300
  const message = isAnswer ? `${reason}. ${failureReason(response)}` : failureReason(response)
  return { action: 'failed', errorCode, reason: message, mapped, changes: [], response }
}

function skipped(mapped: MappedObject, errorCode: string, reason: string): Synchronisation {
  return { action: 'skipped', errorCode, reason, mapped, changes: [] }
}
