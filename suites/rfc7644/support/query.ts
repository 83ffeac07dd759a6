import type { CheckContext, ScimResponse } from '../../../harness/index.ts'
import { type JsonObject, type ScimResource, SEARCH_REQUEST_MESSAGE } from '../../../mocks/protocol/index.ts'
import type { Made } from '../../support/index.ts'

/** Parameters of a query beside its filter. */
export type Parameters = Readonly<Record<string, string | number>>

/** More than a check makes, so that a target with small pages shows all of its own. */
export const AMPLE = { count: 10 } as const

/** Asks for resources by a filter. */
export function query(
  { scim, target }: CheckContext,
  filter: string,
  parameters: Parameters = {},
  path: string = target.endpoint('User'),
): Promise<ScimResponse> {
  return scim.query(path, filter, parameters)
}

/** Asks by POST (RFC 7644 §3.4.3). */
export function searchByPost(
  { scim, target }: CheckContext,
  members: JsonObject,
  path: string = target.endpoint('User'),
): Promise<ScimResponse> {
  return scim.post(`${path}/.search`, { schemas: [SEARCH_REQUEST_MESSAGE], ...members })
}

/** Refusals by which a server may say that it does not support a filter, a sort or an endpoint. */
export const isRefusal = ({ status }: ScimResponse): boolean => [400, 403, 404, 405, 501].includes(status)

/** The filter that finds some users and nobody else, by what every server that filters must know. */
export function anyOf(users: readonly ScimResource[]): string {
  return users.map(({ userName }) => `userName eq ${JSON.stringify(String(userName))}`).join(' or ')
}

/** Asserts which of the check's own resources are hits. A refusal of the filter is a warning (RFC 7644 §3.12 table 9 allows it); foreign resources are not looked at. */
export async function expectHits(
  context: CheckContext,
  filter: string,
  own: readonly Made[],
  expected: readonly Made[],
  options: { readonly path?: string; readonly onRefusal?: (response: ScimResponse) => void } = {},
): Promise<void> {
  const { expect, warn, eventually } = context
  const refused = options.onRefusal ?? ((response) => warn(`the filter is refused: ${response.describe()}`))
  await eventually(async () => {
    const response = await query(context, filter, AMPLE, options.path)
    if (response.status >= 400 && isRefusal(response) && response.status !== 404) return refused(response)
    expect(response).to.be.scimList()
    expect(
      hitsAmong(response, own),
      `the resources of this check that ${response.describe()} returned`,
    ).to.have.members(expected.map(nameOf))
  })
}

/** Names of the check's own resources in an answer, in the order of the answer. */
export function hitsAmong(response: ScimResponse, own: readonly Made[]): string[] {
  return response.resources.flatMap(({ id }) => own.filter((one) => one.id === id).map(nameOf))
}

/** What a person knows a resource by. */
const nameOf = (resource: ScimResource): string =>
  String(resource['userName'] ?? resource['displayName'] ?? resource.id)
