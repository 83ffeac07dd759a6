import type { Dialect } from '../../mocks/entra/index.ts'
import {
  type AttributeDefinition,
  ENTERPRISE_USER_SCHEMA,
  isJsonObject,
  type JsonObject,
  type ResourceTypeDefinition,
  type SchemaDefinition,
  SEARCH_REQUEST_MESSAGE,
} from '../../mocks/protocol/index.ts'
import type { AbilityId } from '../abilities/ability.ts'
import type { Observations } from '../abilities/observations.ts'
import { CAPABILITIES, type Capability } from '../facts/capability.ts'
import { findAttribute } from '../facts/find-attribute.ts'
import type { TargetFacts } from '../facts/target-facts.ts'
import { pathBelow } from '../scim/locate.ts'
import type { ScimResponse } from '../scim/response.ts'
import { responseIfAny } from '../scim/response-if-any.ts'
import type { ScimSession } from '../scim/session.ts'
import { usableSchema } from './usable-schema.ts'

/** Facts that the caller already knows and that override discovery. */
export interface DiscoveryOptions {
  readonly dialect: Dialect
  readonly observe: 'scim' | 'jumpcloud'
  /** Capabilities that override those that the target advertises. */
  readonly capabilities?: Readonly<Partial<Record<Capability, boolean>>>
  /** True if the run sends credentials. */
  readonly hasCredentials: boolean
}

type Finding = readonly [present: boolean, reason: string]

/**
 * Reads ServiceProviderConfig, ResourceTypes and Schemas, and probes features that have no flag. A target without
 * discovery is assumed to support PATCH and filters; the results of the probes override this later.
 */
export async function discover(
  scim: ScimSession,
  observations: Observations,
  options: DiscoveryOptions,
): Promise<TargetFacts> {
  const [configAnswer, typesAnswer, schemasAnswer] = await Promise.all([
    responseIfAny(scim.get('/ServiceProviderConfig')),
    responseIfAny(scim.get('/ResourceTypes')),
    responseIfAny(scim.get('/Schemas')),
  ])
  const config = readObject(configAnswer)
  const [types, schemaList] = [readList(typesAnswer), readList(schemasAnswer)]
  const recordAnswer = (id: AbilityId, isThere: boolean, answer: ScimResponse | undefined): void =>
    answer === undefined ? observations.record(id, 'no', 'no response') : observations.recordAnswer(id, isThere, answer)
  recordAnswer('config.document', config !== undefined, configAnswer)
  recordAnswer('discovery.resource-types', (types?.length ?? 0) > 0, typesAnswer)
  recordAnswer('discovery.schemas', (schemaList?.length ?? 0) > 0, schemasAnswer)
  const resourceTypes = (types ?? []).filter(isResourceType).map(withUsableExtensions)
  const schemas = new Map(
    (schemaList ?? []).flatMap((document) => usableSchema(document) ?? []).map((schema) => [schema.id, schema]),
  )
  const findings = await findCapabilities(
    scim,
    config,
    // An empty list is not evidence.
    types === undefined || resourceTypes.length === 0 ? undefined : resourceTypes,
    schemas,
    options,
  )
  const present = (capability: Capability): boolean => options.capabilities?.[capability] ?? findings[capability][0]
  const reason = (capability: Capability): string =>
    options.capabilities?.[capability] === undefined ? findings[capability][1] : 'set by the configuration'

  const attribute = (urn: string, path: string): AttributeDefinition | undefined =>
    findAttribute(schemas.get(urn)?.attributes, path)
  return {
    baseUrl: scim.baseUrl,
    dialect: options.dialect,
    observe: options.observe,
    capabilities: byCapability(present),
    capabilityReasons: byCapability(reason),
    ...(config === undefined ? {} : { serviceProviderConfig: config }),
    resourceTypes,
    schemas,
    hasSchemaDocuments: schemas.size > 0,
    endpoint: await endpoints(scim, resourceTypes, observations),
    attribute,
    isComputed: () => false,
    isStored: () => true,
    declares: (urn, path) => schemas.size === 0 || attribute(urn, path) !== undefined,
  }
}

/**
 * Finds the endpoints of resources: the advertised one, resolved against the base URL, if it responds; otherwise the
 * conventional one.
 */
async function endpoints(
  scim: ScimSession,
  types: readonly ResourceTypeDefinition[],
  observations: Observations,
): Promise<TargetFacts['endpoint']> {
  const paths = new Map<string, string>()
  for (const { name, endpoint } of types) {
    const conventional = `/${name}s`
    const advertised = pathBelow(scim.baseUrl, endpoint.replace(/^\/(?!\/)/, '')) ?? pathBelow(scim.baseUrl, endpoint)
    const asBrowser = pathBelow(scim.baseUrl, endpoint)
    const candidates = [...new Set([asBrowser, advertised].filter((path) => path !== undefined))]
    if (candidates.includes(conventional)) {
      paths.set(name, conventional)
      if (name === 'User')
        observations.record('discovery.endpoint', 'yes', `ResourceTypes says ${JSON.stringify(endpoint.slice(0, 200))}`)
      continue
    }
    let found: string | undefined
    const seen: ScimResponse[] = []
    for (const path of candidates) {
      const answer = await responseIfAny(scim.get(path, { query: { count: 1 } }))
      if (answer === undefined) continue
      seen.push(answer)
      if (answer.status !== 404 && answer.status < 500) found ??= path
    }
    paths.set(name, found ?? conventional)
    if (name !== 'User') continue
    const shown = `ResourceTypes says ${JSON.stringify(endpoint.slice(0, 200))}, which ${found === undefined ? 'does not lead to a resource' : `leads to ${found}`}`
    observations.record('discovery.endpoint', found === undefined ? 'no' : 'yes', shown, ...seen)
  }
  return (name) => paths.get(name) ?? `/${name}s`
}

function byCapability<Value>(of: (capability: Capability) => Value): Record<Capability, Value> {
  return Object.fromEntries(CAPABILITIES.map((capability) => [capability, of(capability)])) as Record<Capability, Value>
}

async function findCapabilities(
  scim: ScimSession,
  config: JsonObject | undefined,
  types: readonly ResourceTypeDefinition[] | undefined,
  schemas: ReadonlyMap<string, SchemaDefinition>,
  options: DiscoveryOptions,
): Promise<Record<Capability, Finding>> {
  const flag = (name: string, assumed: boolean): Finding => {
    const member = config?.[name]
    if (config === undefined)
      return [assumed, `ServiceProviderConfig cannot be read; ${assumed ? 'assumed to be supported' : 'not assumed'}`]
    const supported = isJsonObject(member) && member['supported'] === true
    return [supported, `ServiceProviderConfig ${supported ? 'advertises' : 'does not advertise'} ${name}`]
  }
  const pagination = config?.['pagination']
  const paging = isJsonObject(pagination) ? pagination : {}
  const hasGroups =
    types === undefined
      ? await lists(scim.get('/Groups', { query: { count: 1 } }))
      : types.some(({ name }) => name === 'Group')
  const hasEnterprise =
    types === undefined || types.length === 0
      ? schemas.size === 0 || schemas.has(ENTERPRISE_USER_SCHEMA)
      : types.some((type) => type.schemaExtensions?.some(({ schema }) => schema === ENTERPRISE_USER_SCHEMA))
  const nothing = { schemas: [SEARCH_REQUEST_MESSAGE], filter: 'userName eq "scim-rehearsal-probe-7d0a"', count: 1 }
  const [hasSearch, hasRootQuery, hasMe] = await Promise.all([
    answers(scim.post('/Users/.search', nothing)),
    answers(scim.get('/', { query: { filter: 'userName eq "scim-rehearsal-probe-7d0a"', count: 1 } })),
    answers(scim.get('/Me')),
  ])
  const probed = (present: boolean, what: string): Finding => [present, `${what} is ${present ? '' : 'not '}supported`]
  return {
    patch: flag('patch', true),
    filter: flag('filter', true),
    sort: flag('sort', false),
    etag: flag('etag', false),
    bulk: flag('bulk', false),
    changePassword: flag('changePassword', false),
    index: [
      paging['index'] !== false,
      paging['index'] === false ? 'pagination.index is false' : 'index paging is the default of RFC 7644',
    ],
    cursor: [
      paging['cursor'] === true,
      `ServiceProviderConfig ${paging['cursor'] === true ? 'advertises' : 'does not advertise'} pagination.cursor`,
    ],
    groups: [
      hasGroups,
      types === undefined
        ? `/Groups is ${hasGroups ? '' : 'not '}supported`
        : `ResourceTypes ${hasGroups ? 'lists' : 'does not list'} Group`,
    ],
    enterprise: [hasEnterprise, `the enterprise extension is ${hasEnterprise ? '' : 'not '}offered for User`],
    me: probed(hasMe, 'GET /Me'),
    search: probed(hasSearch, 'POST /Users/.search'),
    'root-query': probed(hasRootQuery, 'a query of the base URL'),
    auth: [
      options.hasCredentials,
      options.hasCredentials
        ? 'the run has credentials'
        : 'the run has no credentials, so it cannot test requests without them',
    ],
    tls: [scim.baseUrl.startsWith('https:'), `the target is ${scim.baseUrl.startsWith('https:') ? '' : 'not '}https`],
    securityEvents: [
      isJsonObject(config?.['securityEvents']),
      `ServiceProviderConfig has ${isJsonObject(config?.['securityEvents']) ? '' : 'no '}securityEvents`,
    ],
  }
}

async function answers(request: Promise<ScimResponse>): Promise<boolean> {
  return readObject(await responseIfAny(request)) !== undefined
}

/** A list in another form than RFC 7644 requires is a list. */
async function lists(request: Promise<ScimResponse>): Promise<boolean> {
  const response = await responseIfAny(request)
  return readObject(response) !== undefined || readList(response) !== undefined
}

function readObject(answer: ScimResponse | undefined): JsonObject | undefined {
  return answer?.status === 200 && isJsonObject(answer.body) ? answer.body : undefined
}

/**
 * Reads the resources of a ListResponse; a bare array, which some servers return, is accepted too (another check
 * judges its form).
 */
function readList(answer: ScimResponse | undefined): JsonObject[] | undefined {
  if (answer?.status !== 200) return undefined
  const { body } = answer
  const list = isJsonObject(body) ? body['Resources'] : body
  return Array.isArray(list) ? list.filter(isJsonObject) : undefined
}

/** Leaves out extensions that are not objects with a schema; a check reports them. */
function withUsableExtensions({ schemaExtensions: listed, ...type }: ResourceTypeDefinition): ResourceTypeDefinition {
  const extensions: unknown = listed
  return Array.isArray(extensions)
    ? { ...type, schemaExtensions: extensions.filter((one) => isJsonObject(one) && typeof one['schema'] === 'string') }
    : (type as ResourceTypeDefinition)
}

function isResourceType(value: JsonObject): value is ResourceTypeDefinition {
  return (
    typeof value['name'] === 'string' && typeof value['endpoint'] === 'string' && typeof value['schema'] === 'string'
  )
}
