import {
  type JsonObject,
  LIST_RESPONSE_MESSAGE,
  RESOURCE_TYPE_SCHEMA,
  SCHEMA_SCHEMA,
  SERVICE_PROVIDER_CONFIG_SCHEMA,
  type ServiceProviderConfig,
} from '../../protocol/index.ts'
import type { Settings } from '../settings/settings.ts'
import type { ScimRequest, ScimResponse } from '../wire/message.ts'
import { ScimError } from '../wire/scim-error.ts'

/** Handles requests to the discovery endpoints (RFC 7644 §4). */
export function answerDiscovery(segments: readonly string[], request: ScimRequest, settings: Settings): ScimResponse {
  const { method, base, query } = request
  if (method !== 'GET' && method !== 'HEAD')
    throw new ScimError(405, 'discovery resources are read-only', { headers: { allow: 'GET' } })
  const [endpoint, id] = segments
  if (segments.length > (endpoint === 'ServiceProviderConfig' ? 1 : 2))
    throw new ScimError(404, `unknown endpoint ${request.path}`)
  if (query.has('filter') && id === undefined)
    throw new ScimError(403, 'discovery endpoints do not support filters (RFC 7644 §4)')
  if (endpoint === 'ServiceProviderConfig') return ok(configuration(settings, base))
  const resources = endpoint === 'Schemas' ? schemas(settings, base) : resourceTypes(settings, base)
  if (id === undefined) {
    return ok({
      schemas: [LIST_RESPONSE_MESSAGE],
      totalResults: resources.length,
      startIndex: 1,
      itemsPerPage: resources.length,
      Resources: resources,
    })
  }
  const found = resources.find((resource) => String(resource['id']).toLowerCase() === id.toLowerCase())
  if (found === undefined) throw new ScimError(404, `/${endpoint} has no ${id.slice(0, 120)}`)
  return ok(found)
}

const ok = (body: JsonObject): ScimResponse => ({ status: 200, headers: {}, body })

function schemas({ schemas }: Settings, base: string): JsonObject[] {
  return schemas.map((schema) => ({
    ...schema,
    schemas: [SCHEMA_SCHEMA],
    meta: { resourceType: 'Schema', location: `${base}/Schemas/${schema.id}` },
  }))
}

function resourceTypes({ typeDefinitions }: Settings, base: string): JsonObject[] {
  return typeDefinitions.map((type) => ({
    schemas: [RESOURCE_TYPE_SCHEMA],
    ...type,
    id: type.id ?? type.name,
    meta: { resourceType: 'ResourceType', location: `${base}/ResourceTypes/${type.id ?? type.name}` },
  }))
}

function configuration({ supports, limits }: Settings, base: string): ServiceProviderConfig {
  return {
    schemas: [SERVICE_PROVIDER_CONFIG_SCHEMA],
    documentationUri: 'https://www.rfc-editor.org/rfc/rfc7644',
    patch: { supported: true },
    bulk: { supported: supports.bulk, maxOperations: limits.bulkOperations, maxPayloadSize: limits.bodyBytes },
    filter: { supported: true, maxResults: limits.results },
    changePassword: { supported: true },
    sort: { supported: supports.sort },
    etag: { supported: supports.etag },
    ...paginationOf(supports.pagination, limits),
    authenticationSchemes: [
      {
        type: 'oauthbearertoken',
        name: 'OAuth Bearer Token',
        description: 'Authentication by a token in the Authorization header',
        specUri: 'https://www.rfc-editor.org/rfc/rfc6750',
        primary: true,
      },
    ],
    meta: { resourceType: 'ServiceProviderConfig', location: `${base}/ServiceProviderConfig` },
  }
}

/** Returns the member `pagination` (RFC 9865 §4); undefined for a server that pages only by index. */
function paginationOf(pagination: Settings['supports']['pagination'], limits: Settings['limits']): JsonObject {
  if (pagination === 'index') return {}
  return {
    pagination: {
      cursor: true,
      index: pagination === 'both',
      defaultPaginationMethod: pagination === 'both' ? 'index' : 'cursor',
      defaultPageSize: limits.page,
      maxPageSize: limits.results,
      cursorTimeout: limits.cursorSeconds,
    },
  }
}
