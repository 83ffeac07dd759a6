import { answerOf, type Capability, type Check, type CheckContext, defineCheck } from '../../harness/index.ts'
import { type EntraResponse, resourcesOf } from '../../mocks/entra/index.ts'
import { GROUP_SCHEMA, isJsonObject, type JsonObject } from '../../mocks/protocol/index.ts'
import { expectSuccess } from '../support/index.ts'
import { galleryRules } from './gallery-rules.ts'

/** One of Microsoft's tests, under the name that its report uses. */
export interface GalleryTest {
  readonly name: string
  readonly title: string
  readonly dependsOn?: readonly Capability[]
  readonly exclusive?: boolean
  readonly run: (context: CheckContext) => Promise<void>
}

/**
 * Defines the checks of one of Microsoft's test runs. They run only on request, and their requirements have the same
 * names as the tests.
 */
export function defineGalleryTests(kind: 'gallery' | 'validator', tests: readonly GalleryTest[]): readonly Check[] {
  return tests.map(({ name, title, run, exclusive, dependsOn }) => {
    const id = `${kind}.${name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}`
    return defineCheck({
      id,
      title: `${name}: ${title}`,
      requirements: [id],
      tags: ['gallery', ...(kind === 'gallery' ? [] : [kind])],
      onRequest: true,
      ...(exclusive === undefined ? {} : { exclusive }),
      ...(dependsOn === undefined ? {} : { dependsOn }),
      run,
    })
  })
}

/**
 * Skips or fails the check if /Schemas has no Group: servers without groups are accepted since version 11.0 and failed
 * before.
 */
export function demandGroups({ target, expect, asOf, inapplicable }: CheckContext): void {
  const isListed = target.hasSchemaDocuments && target.schemas.has(GROUP_SCHEMA)
  if (isListed || (!target.hasSchemaDocuments && target.capabilities.groups)) return
  const { groups, version } = galleryRules(asOf)
  if (groups === 'optional') inapplicable(`/Schemas has no Group, and groups are optional in version ${version}`)
  expect.fail('no Group', 'Group in /Schemas', '/Schemas has no Group, and this test requires groups')
}

/** Returns the id of a created object. */
export function createdId(context: CheckContext, response: EntraResponse): string {
  context.expect(response, 'the POST').to.be.answered(200, 201)
  const id = isJsonObject(response.body) ? response.body['id'] : undefined
  context.expect(id, 'id of the created object').to.be.a('string').and.not.equal('')
  return String(id)
}

/** Creates a group with Entra's request. */
export async function createGroup(context: CheckContext): Promise<{ readonly id: string; readonly name: string }> {
  demandGroups(context)
  const name = `Team ${context.given.unique()}`
  return { id: createdId(context, await context.entra.groups.create(name, context.given.unique())), name }
}

/**
 * Posts a group as Microsoft's SCIM Validator does. In saved results of the Validator, the body has only the core
 * schema, without Entra's own URN.
 */
export function postPlainGroup({ entra, given }: CheckContext, displayName: string): Promise<EntraResponse> {
  return entra.client.create('/Groups', { displayName, externalId: given.unique(), schemas: [GROUP_SCHEMA] })
}

/** Creates a group with the SCIM Validator's request. */
export async function createPlainGroup(context: CheckContext): Promise<{ readonly id: string; readonly name: string }> {
  demandGroups(context)
  const name = `Team ${context.given.unique()}`
  return { id: createdId(context, await postPlainGroup(context, name)), name }
}

/** Creates a user with a plain POST, as the validators send it. */
export async function createUser(
  context: CheckContext,
  overrides: JsonObject = {},
): Promise<{ readonly id: string; readonly userName: string; readonly body: JsonObject }> {
  const body = await context.given.plainUserBody(overrides)
  const id = createdId(context, await context.entra.client.create('/Users', body))
  return { id, userName: String(body['userName']), body }
}

/** Returns the ids of the objects that a query by one attribute finds. Fails if the response is not a list. */
export async function idsFound(
  context: CheckContext,
  endpoint: '/Users' | '/Groups',
  attribute: string,
  value: string,
): Promise<unknown[]> {
  const response = await context.entra.client.query(endpoint, attribute, value)
  const found = resourcesOf(response)
  context.expect(found, `the response to the query by ${attribute} (${answerOf(response)})`).to.be.an('array')
  return (found ?? []).map(({ id }) => id)
}

/** Deletes an object and asserts that it is no longer found. */
export async function deleteAndMiss(context: CheckContext, endpoint: '/Users' | '/Groups', id: string): Promise<void> {
  expectSuccess(context, await context.entra.client.delete(endpoint, id), 'DELETE')
  await context.eventually(async () => {
    const read = await context.entra.client.read(endpoint, id)
    context.expect(read, 'the GET after the DELETE').to.not.be.answered([200, 299])
  })
}

/** Returns the ids of a group's members. */
export async function memberIds(context: CheckContext, id: string): Promise<unknown[]> {
  const { members } = (await context.scim.get(`/Groups/${encodeURIComponent(id)}`)).resource
  return (Array.isArray(members) ? members.filter(isJsonObject) : []).map(({ value }) => value)
}
