import { ENTERPRISE, GROUP, isObject, SCHEMAS, USER } from './schema.ts'

const NAMES: Readonly<Record<string, string>> = { [USER]: 'User', [GROUP]: 'Group', [ENTERPRISE]: 'EnterpriseUser' }
const off = { supported: false } as const

/** Returns the discovery documents by their path, `/Schemas` and `/ResourceTypes` as arrays. */
function allDocuments(base: string): Readonly<Record<string, unknown>> {
  const type = (name: string, schema: string, more = {}): object => ({
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:ResourceType'],
    id: name,
    name,
    endpoint: `/${name}s`,
    description: name,
    schema,
    ...more,
    meta: { resourceType: 'ResourceType', location: `${base}/ResourceTypes/${name}` },
  })
  return {
    '/ServiceProviderConfig': {
      schemas: ['urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig'],
      patch: { supported: true },
      bulk: { ...off, maxOperations: 0, maxPayloadSize: 0 },
      filter: { supported: true, maxResults: 1000 },
      changePassword: off,
      sort: off,
      etag: off,
      authenticationSchemes: [{ type: 'oauthbearertoken', name: 'Bearer', description: 'a token in the header' }],
      meta: { resourceType: 'ServiceProviderConfig', location: `${base}/ServiceProviderConfig` },
    },
    '/ResourceTypes': [
      type('User', USER, { schemaExtensions: [{ schema: ENTERPRISE, required: false }] }),
      type('Group', GROUP),
    ],
    '/Schemas': Object.entries(SCHEMAS).map(([id, attributes]) => ({
      schemas: ['urn:ietf:params:scim:schemas:core:2.0:Schema'],
      id,
      name: NAMES[id],
      description: NAMES[id],
      attributes,
      meta: { resourceType: 'Schema', location: `${base}/Schemas/${id}` },
    })),
  }
}

/** Finds a discovery document by its path; undefined if there is none. */
export function documentsFor(
  base: string,
  change: (documents: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>> = (same) => same,
): (path: string) => unknown {
  const documents = change(allDocuments(base))
  return (path) => {
    const [, first, id] = path.split('/')
    const document = documents[`/${first}`]
    if (!Array.isArray(document)) return id === undefined ? document : undefined
    if (id !== undefined) return document.find((one) => isObject(one) && one['id'] === id)
    const schemas = ['urn:ietf:params:scim:api:messages:2.0:ListResponse']
    return { schemas, totalResults: document.length, itemsPerPage: document.length, startIndex: 1, Resources: document }
  }
}
