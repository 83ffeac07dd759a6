import type { ObservedExchange } from '../../../harness/index.ts'
import { GROUP_SCHEMA, isJsonObject, type JsonObject, USER_SCHEMA } from '../../../mocks/protocol/index.ts'
import { member } from '../../support/index.ts'
import { equalsIgnoringCase, isUriReference } from './values.ts'

const DISCOVERY = /^\/(?:ServiceProviderConfig|ResourceTypes|Schemas)(?:\/|$)/i

/** Returns whether an exchange is with a discovery endpoint. */
const isDiscovery = ({ path }: ObservedExchange): boolean => DISCOVERY.test(path)

/** Returns whether a body is a message (a list, an error, a bulk response) and not a resource. */
export const isMessage = (body: JsonObject): boolean => {
  const { schemas } = body
  const hasMessageSchema = Array.isArray(schemas) && schemas.some((urn) => /:api:messages:2\.0:/i.test(String(urn)))
  return hasMessageSchema || typeof body['totalResults'] === 'number'
}

const known = new WeakMap<ObservedExchange, JsonObject[]>()

/**
 * Returns the resources in a 2xx response: the body itself, the elements of a list, or the responses of bulk
 * operations. Computed once per exchange.
 */
export function shownResources(exchange: ObservedExchange): JsonObject[] {
  const found = known.get(exchange) ?? findResources(exchange)
  known.set(exchange, found)
  return found
}

function findResources(exchange: ObservedExchange): JsonObject[] {
  const { method, status, body } = exchange
  // The body of a response to DELETE is not a representation.
  if (method === 'DELETE' || status < 200 || status > 299 || !isJsonObject(body) || isDiscovery(exchange)) return []
  const { Resources: listed, Operations: operations } = body
  if (Array.isArray(listed)) return listed.filter(isJsonObject)
  if (Array.isArray(operations))
    return operations
      .filter(isJsonObject)
      .filter(({ status: code }) => /^2/.test(String(isJsonObject(code) ? code['code'] : code)))
      .flatMap(({ response }) => (isJsonObject(response) && !isMessage(response) ? [response] : []))
  return isMessage(body) ? [] : [body]
}

/** Returns true if the request selects no attributes, so that whole resources are returned. */
export function isPlain({ query, requestBody }: ObservedExchange): boolean {
  const names = [...query.keys(), ...(isJsonObject(requestBody) ? Object.keys(requestBody) : [])]
  return !names.some((name) => /^(?:attributes|excludedAttributes)$/i.test(name))
}

const hasSchema = (resource: JsonObject, urn: string): boolean => {
  const schemas = member(resource, 'schemas')
  return Array.isArray(schemas) && schemas.some((one) => equalsIgnoringCase(one, urn))
}

/** Returns whether a resource is a User: by its schemas, or by the endpoint that returned it. */
export const isUser = (resource: JsonObject, { path }: ObservedExchange): boolean =>
  hasSchema(resource, USER_SCHEMA) || (/^\/Users(?:\/|$)/i.test(path) && !hasSchema(resource, GROUP_SCHEMA))

/** Returns whether a resource is a Group. */
export const isGroup = (resource: JsonObject, { path }: ObservedExchange): boolean =>
  hasSchema(resource, GROUP_SCHEMA) || (/^\/Groups(?:\/|$)/i.test(path) && !hasSchema(resource, USER_SCHEMA))

/** Returns whether a string is an absolute or relative URI. */
export const isReference = (value: unknown, { url }: ObservedExchange): boolean => isUriReference(value, url)
