import { isJsonObject, type JsonValue } from '../../protocol/index.ts'
import { badRequest, type ScimError } from '../wire/scim-error.ts'
import { referencesIn } from './bulk-id.ts'

/** One operation of a bulk request (RFC 7644 §3.7); `fault` is the reason why it cannot be executed. */
export interface BulkOperation {
  readonly method: string
  readonly path: string
  readonly bulkId?: string
  readonly version?: string
  readonly data?: JsonValue
  /** The bulkIds that data and path refer to. */
  readonly references: readonly string[]
  readonly fault?: ScimError
}

const METHODS = ['POST', 'PUT', 'PATCH', 'DELETE']

/** Reads one operation; an error in it becomes its `fault`, so that the others can be executed. */
export function readBulkOperation(value: JsonValue): BulkOperation {
  const given = isJsonObject(value) ? value : {}
  const { bulkId, version, path, data, method } = given
  const name = typeof method === 'string' ? method.toUpperCase() : ''
  const fault = faultOf(given, name)
  return {
    method: name,
    path: typeof path === 'string' ? path : '',
    ...(typeof bulkId === 'string' ? { bulkId } : {}),
    ...(typeof version === 'string' ? { version } : {}),
    ...(data === undefined || data === null ? {} : { data }),
    references: [...referencesIn(data), ...referencesIn(path)],
    ...(fault === undefined ? {} : { fault }),
  }
}

function faultOf(
  { bulkId, path, data }: { [member: string]: JsonValue | undefined },
  method: string,
): ScimError | undefined {
  if (!METHODS.includes(method))
    return badRequest('invalidSyntax', `method must be one of ${METHODS.join(', ')} (RFC 7644 §3.7)`)
  if (typeof path !== 'string' || !path.startsWith('/'))
    return badRequest('invalidSyntax', 'path must be the path of an endpoint or resource below the base URL')
  if (method === 'POST' && (typeof bulkId !== 'string' || bulkId === ''))
    return badRequest('invalidSyntax', 'a POST operation needs a bulkId (RFC 7644 §3.7)')
  if (method !== 'DELETE' && !isJsonObject(data)) return badRequest('invalidSyntax', `a ${method} operation needs data`)
  return undefined
}
