import { answerDiscovery } from './answers/discovery-answers.ts'
import { answerResource } from './answers/resource-answers.ts'
import { answerSearch } from './answers/search-answers.ts'
import { answerBulk } from './bulk/bulk.ts'
import type { Deviation } from './deviations/deviation.ts'
import type { ResourceType } from './schema/resource-type.ts'
import type { Exchange } from './settings/exchange.ts'
import type { Subject } from './settings/options.ts'
import type { Settings } from './settings/settings.ts'
import { errorResponse, type ScimRequest, type ScimResponse } from './wire/message.ts'
import { ScimError } from './wire/scim-error.ts'

/** Handles a request; never throws. */
export type Service = (request: ScimRequest) => Promise<ScimResponse>

/** Creates the service provider: a function from request to response, wrapped in the deviations. */
export function createService(settings: Settings): Service {
  const right: Service = async (request) => {
    try {
      return await answer(request, settings)
    } catch (error) {
      return errorResponse(asScimError(error, settings))
    }
  }
  return settings.deviations.reduce<Service>((inner, { around }) => surround(inner, around, settings), right)
}

function surround(inner: Service, around: Deviation['around'], settings: Settings): Service {
  if (around === undefined) return inner
  return async (request) => {
    try {
      return await around(request, inner)
    } catch (error) {
      return errorResponse(asScimError(error, settings))
    }
  }
}

function asScimError(error: unknown, settings: Settings): ScimError {
  if (error instanceof ScimError) return error
  settings.onFault(error)
  return new ScimError(500, 'internal error of the server; the request may be correct')
}

async function answer(request: ScimRequest, settings: Settings): Promise<ScimResponse> {
  const segments = segmentsOf(request.path)
  // The configuration says how to authenticate, so it needs no authentication (RFC 7643 §5).
  if (segments[0] === 'ServiceProviderConfig') return answerDiscovery(segments, request, settings)
  const subject = await authenticate(request, settings)
  if (request.fault !== undefined) throw request.fault
  const exchange: Exchange = { request, settings, subject, store: settings.storeOf(subject) }
  return answerSegments(segments, exchange)
}

/** Handles a request for a path below the base URL. */
async function answerSegments(segments: readonly string[], exchange: Exchange): Promise<ScimResponse> {
  const { request, settings, subject } = exchange
  const [first, second] = segments
  const isSearch = segments.at(-1) === '.search'
  if (subject.readOnly === true && request.method !== 'GET' && request.method !== 'HEAD' && !isSearch)
    throw new ScimError(403, 'these credentials are read-only')
  if (first === undefined || (first === '.search' && segments.length === 1))
    return answerSearch(exchange, settings.types, isSearch)
  if (first === 'Schemas' || first === 'ResourceTypes') return answerDiscovery(segments, request, settings)
  if (first === 'Bulk' && segments.length === 1) return answerBulk(exchange)
  if (first === 'Me' && segments.length === 1) return answerMe(exchange)
  const type = settings.types.find(({ endpoint }) => endpoint === `/${first}`)
  if (type === undefined || segments.length > 2) throw new ScimError(404, `unknown endpoint ${request.path}`)
  if (second === '.search') return answerSearch(exchange, [type], true)
  if (second === undefined && request.method !== 'POST') return answerSearch(exchange, [type], false)
  return answerResource(exchange, type, second)
}

/** Handles `/Me`, which refers to the User of the credentials (RFC 7644 §3.11). */
async function answerMe(exchange: Exchange): Promise<ScimResponse> {
  const { subject, settings, request } = exchange
  const type: ResourceType | undefined = settings.types.find(({ name }) => name === 'User')
  if (subject.userId === undefined || type === undefined || request.method === 'POST')
    throw new ScimError(501, 'these credentials do not belong to a User (RFC 7644 §3.11)')
  return answerResource(exchange, type, subject.userId)
}

async function authenticate({ headers }: ScimRequest, { authenticate }: Settings): Promise<Subject> {
  if (authenticate === undefined) return { key: '' }
  const subject = await authenticate(headers)
  if (subject !== undefined) return subject
  throw new ScimError(401, 'the credentials are missing or wrong', {
    headers: { 'www-authenticate': 'Bearer realm="scim"' },
  })
}

function segmentsOf(path: string): string[] {
  try {
    return path
      .split('/')
      .filter((segment) => segment !== '')
      .map(decodeURIComponent)
  } catch {
    throw new ScimError(404, 'the path is not valid percent-encoding (RFC 3986 §2.1)')
  }
}
