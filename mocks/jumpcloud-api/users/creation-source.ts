import { type Call, headerOf } from '../api/call.ts'
import type { QueryParameter } from '../api/operation.ts'
import { ApiError } from '../wire/api-error.ts'

/** Values of the header `creation-source` (specification of API v2, "Bulk Users Create"). */
const CREATION_SOURCES: readonly string[] = [
  'jumpcloud:gapps',
  'jumpcloud:o365',
  'jumpcloud:workday',
  'jumpcloud:scim',
  'jumpcloud:bulk',
  'jumpcloud:custom_integration',
]

/** Returns the origin of users that a call creates. Throws ApiError 400 for a header with an unknown value. */
export function creationSource({ request }: Call, otherwise: string): string {
  const source = headerOf(request, 'creation-source') ?? otherwise
  if (source === otherwise || CREATION_SOURCES.includes(source)) return source
  throw new ApiError(400, `unknown creation-source ${JSON.stringify(source.slice(0, 80))}`)
}

/** The header, for the operations that read it. */
export const CREATION_SOURCE: readonly QueryParameter[] = [
  {
    name: 'creation-source',
    says: 'The origin of the users, which is in `creationSource` and in the events.',
    schema: { type: 'string', enum: CREATION_SOURCES },
  },
]
