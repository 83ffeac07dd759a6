import type { ObservedExchange } from '../../harness/index.ts'
import { isJsonObject, type JsonValue } from '../../mocks/protocol/index.ts'

const OBJECT = /^\/(?:Users|Groups)\/[^/]+$/
const COLLECTION = /^\/(?:Users|Groups)$/
const PATCH_OP = /:messages:2\.0:PatchOp$/
const OP = /^(?:add|replace|remove)$/i
/** Matches an attribute as mappings name it, then `eq` and a string in quotation marks. */
const MATCHING_FILTER =
  /^[A-Za-z][\w$-]*(?:\[[^\]]+\])?(?:\.[\w$-]+)? eq "[^"]*"$|^urn:[\w.:-]+(?:\.[\w$-]+)? eq "[^"]*"$/
/** The parameters of Entra's queries, and the flag of its dialect. */
const PARAMETERS: ReadonlySet<string> = new Set(['filter', 'excludedAttributes', 'attributes', 'aadOptscim062020'])

/**
 * Returns whether Entra's provisioning client could have sent the request, judged by its method, path, query and body.
 * A request that must be rejected, or with wrong credentials, says nothing about Entra's requests.
 */
export function isEntraShaped(exchange: ObservedExchange): boolean {
  const { method, path, query, status } = exchange
  if (status === 401 || status === 403) return false
  if ([...query.keys()].some((name) => !PARAMETERS.has(name))) return false
  switch (method) {
    case 'GET':
      return OBJECT.test(path) || (COLLECTION.test(path) && MATCHING_FILTER.test(query.get('filter') ?? ''))
    case 'POST':
      return COLLECTION.test(path) && isResource(exchange.requestBody)
    case 'PATCH':
      return OBJECT.test(path) && isPatch(exchange.requestBody)
    case 'DELETE':
      return OBJECT.test(path)
    default:
      return false
  }
}

/** Returns whether a body is a user with a userName or a group with a displayName; both must name their schema. */
function isResource(body: JsonValue | undefined): boolean {
  if (!isJsonObject(body) || !Array.isArray(body['schemas'])) return false
  const name = body['userName'] ?? body['displayName']
  return (
    typeof name === 'string' && name.trim() !== '' && body['schemas'].every((urn) => /^(?:urn:|http)/.test(String(urn)))
  )
}

function isPatch(body: JsonValue | undefined): boolean {
  if (!isJsonObject(body) || !Array.isArray(body['schemas']) || !Array.isArray(body['Operations'])) return false
  return (
    body['schemas'].some((urn) => PATCH_OP.test(String(urn))) &&
    body['Operations'].length > 0 &&
    body['Operations'].every(
      (one) =>
        isJsonObject(one) &&
        OP.test(String(one['op'])) &&
        (typeof one['path'] === 'string' ? one['path'] !== '' : isJsonObject(one['value'])),
    )
  )
}
