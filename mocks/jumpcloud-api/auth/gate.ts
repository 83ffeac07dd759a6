import { headerOf } from '../api/call.ts'
import type { Caller } from '../api/caller.ts'
import type { ApiRequest, Operation } from '../api/operation.ts'
import { permits } from '../records/roles.ts'
import type { AccessTokens } from '../store/access-tokens.ts'
import type { JumpCloudStore } from '../store/jumpcloud-store.ts'
import { ApiError, LoginRedirect } from '../wire/api-error.ts'
import { OBJECT_ID } from '../wire/object-id.ts'

/** Authenticates the key or token of a request; throws LoginRedirect, or ApiError 400 to 404. */
export type Gate = (
  request: ApiRequest,
  operation: Operation,
  params: Readonly<Record<string, string>>,
  /** The current time in milliseconds since 1970. */
  now: number,
) => Caller

/** Creates the gate of an API. */
export function createGate(store: JumpCloudStore, tokens: AccessTokens): Gate {
  return (request, operation, params, now) => {
    const caller = withOrganization(identify(request, now), request, operation, params, store)
    const { needs } = operation
    if (Array.isArray(needs)) {
      const [area, level] = needs as Extract<Operation['needs'], readonly unknown[]>
      if (!permits(caller.role, area, level)) throw new ApiError(403, 'Forbidden')
    }
    return caller
  }

  function identify(request: ApiRequest, now: number): Caller {
    const key = headerOf(request, 'x-api-key')
    if (key !== undefined && key !== '') return administratorOf(key, now)
    const [, token] = /^Bearer +(\S+) *$/i.exec(headerOf(request, 'authorization') ?? '') ?? []
    if (token !== undefined) return serviceAccountOf(token, now)
    // Directory Insights has no login page.
    if (request.url.startsWith('/insights/')) throw new ApiError(401, 'Unauthorized')
    throw new LoginRedirect('no x-api-key')
  }

  function administratorOf(key: string, now: number): Caller {
    const owner = store.keys.ownerOf(key, now)
    const administrator = owner === undefined ? undefined : store.administrators.find(owner)
    if (administrator === undefined || !administrator.apiKeyAllowed || administrator.suspended)
      throw new ApiError(401, 'Unauthorized: api key user not found')
    const { _id, email, roleName, organization, provider } = administrator
    return { id: _id, kind: 'admin', email, role: roleName, organization, isMultiTenant: provider !== '' }
  }

  function serviceAccountOf(token: string, now: number): Caller {
    const clientId = tokens.clientOf(token, now)
    const account = clientId === undefined ? undefined : store.administrators.findServiceAccount(clientId)
    if (account === undefined) throw new ApiError(401, 'Unauthorized: access token is not valid')
    const { roleName, organization } = account
    return {
      id: account.clientId,
      kind: 'service_account',
      email: '',
      role: roleName,
      organization,
      isMultiTenant: false,
    }
  }
}

/** The rules of `x-org-id` (chapter "Multi-Tenant Portal Headers" of the vendor's specifications). */
function withOrganization(
  caller: Caller,
  request: ApiRequest,
  { organizationHeader = 'chooses' }: Operation,
  params: Readonly<Record<string, string>>,
  store: JumpCloudStore,
): Caller {
  const given = headerOf(request, 'x-org-id')
  if (given === undefined || given === '') {
    if (caller.isMultiTenant && organizationHeader === 'chooses')
      throw new ApiError(401, 'x-org-id is required for a multi-tenant administrator')
    return caller
  }
  if (organizationHeader === 'refused') throw new ApiError(403, 'x-org-id is not supported on this route')
  // The first of several headers counts; Node joins them.
  const id = given.split(',')[0]?.trim() ?? ''
  if (!OBJECT_ID.test(id)) throw new ApiError(400, 'x-org-id is malformed')
  if (organizationHeader === 'path' && params['id'] !== id)
    throw new ApiError(400, 'x-org-id and Organization path ID do not match')
  const isTheirs = store.organizations.find(id) !== undefined && (caller.isMultiTenant || id === caller.organization)
  if (!isTheirs) throw new ApiError(404, 'Organization ID Not Found')
  return { ...caller, organization: id }
}
