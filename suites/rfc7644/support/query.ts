import type { CheckContext, ScimResponse } from '../../../harness/index.ts'
import { type JsonObject, type ScimResource, SEARCH_REQUEST_MESSAGE } from '../../../mocks/protocol/index.ts'
import type { CreatedResource } from '../../support/index.ts'

/** Query parameters other than the filter. */
export type Parameters = Readonly<Record<string, string | number>>

/**
 * A count larger than the number of resources that a check creates, so that a target with small pages returns all of
 * them.
 */
export const LARGE_COUNT = { count: 10 } as const

/** Queries resources by a filter. */
export function query(
  { scim, target }: CheckContext,
  filter: string,
  parameters: Parameters = {},
  path: string = target.endpoint('User'),
): Promise<ScimResponse> {
  return scim.query(path, filter, parameters)
}

/** Queries resources by POST (RFC 7644 §3.4.3). */
export function searchByPost(
  { scim, target }: CheckContext,
  members: JsonObject,
  path: string = target.endpoint('User'),
): Promise<ScimResponse> {
  return scim.post(`${path}/.search`, { schemas: [SEARCH_REQUEST_MESSAGE], ...members })
}

/** Returns whether a response may mean that the server does not support a filter, a sort or an endpoint. */
export const isRejection = ({ status }: ScimResponse): boolean => [400, 403, 404, 405, 501].includes(status)

/**
 * Returns a filter that finds exactly the given users. It has only operators that every server with filter support must
 * implement.
 */
export function anyOf(users: readonly ScimResource[]): string {
  return users.map(({ userName }) => `userName eq ${JSON.stringify(String(userName))}`).join(' or ')
}

/**
 * Asserts which of the check's own resources match. A rejection of the filter is a warning (RFC 7644 §3.12 table 9
 * allows it); other resources are ignored.
 */
export async function expectHits(
  context: CheckContext,
  filter: string,
  own: readonly CreatedResource[],
  expected: readonly CreatedResource[],
  options: { readonly path?: string; readonly onRejection?: (response: ScimResponse) => void } = {},
): Promise<void> {
  const { expect, warn, eventually } = context
  const rejected = options.onRejection ?? ((response) => warn(`the filter is rejected: ${response.describe()}`))
  await eventually(async () => {
    const response = await query(context, filter, LARGE_COUNT, options.path)
    if (response.status >= 400 && isRejection(response) && response.status !== 404) return rejected(response)
    expect(response).to.be.scimList()
    expect(
      hitsAmong(response, own),
      `resources of this check in the response to ${response.describe()}`,
    ).to.have.members(expected.map(nameOf))
  })
}

/** Returns the names of the check's own resources in a response, in the order of the response. */
export function hitsAmong(response: ScimResponse, own: readonly CreatedResource[]): string[] {
  return response.resources.flatMap(({ id }) => own.filter((one) => one.id === id).map(nameOf))
}

/** Returns the name by which a reader recognizes a resource. */
const nameOf = (resource: ScimResource): string =>
  String(resource['userName'] ?? resource['displayName'] ?? resource.id)
