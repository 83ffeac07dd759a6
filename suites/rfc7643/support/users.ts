import { AssertionError } from 'chai'
import type { CheckContext, ScimResponse } from '../../../harness/index.ts'
import { isJsonObject, type JsonObject, type ScimResource, USER_SCHEMA } from '../../../mocks/protocol/index.ts'

/** A resource that the check has made. */
export type Made = ScimResource & { id: string }

/** A User with the body it was made from. */
export interface MadeUser {
  readonly body: JsonObject
  readonly user: Made
  /** The answer to the create. */
  readonly response: ScimResponse
}

/** Ends the check where the target does not declare the attributes, or where it declares nothing and so cannot be held to what is optional. */
export function requireDeclared(context: CheckContext, urn: string, ...paths: readonly string[]): void {
  const { target, inapplicable, skip } = context
  if (target.schemas.size === 0) skip('/Schemas cannot be read, so no optional attribute can be demanded', 'no-schemas')
  for (const path of paths)
    if (target.attribute(urn, path) === undefined) inapplicable(`${path} is not declared in /Schemas`)
}

/** Ends the check where the User schema does not declare the attributes, or not as writable. */
export function requireWritable(context: CheckContext, ...paths: readonly string[]): void {
  requireDeclared(context, USER_SCHEMA, ...paths)
  for (const path of paths)
    if (context.target.attribute(USER_SCHEMA, path)?.mutability === 'readOnly')
      context.inapplicable(`${path} is declared readOnly`)
}

/** Tells a refusal by which a server may say that it does not support a filter (RFC 7644 §3.12, table 9, §7.5.2). */
export const isUnsupported = ({ status }: ScimResponse): boolean => [400, 403, 404, 405, 501].includes(status)

/** Sends the create of a User, whatever becomes of it. */
export async function post(context: CheckContext, overrides: JsonObject = {}): Promise<ScimResponse> {
  return context.scim.post(context.target.endpoint('User'), await context.given.userBody(overrides))
}

/** Makes a User. Skips where the target refuses it, which is its right for values that it narrows. */
export async function make(context: CheckContext, overrides: JsonObject = {}): Promise<MadeUser> {
  const body = await context.given.userBody(overrides)
  const response = await context.scim.post(context.target.endpoint('User'), body)
  const special = Object.keys(overrides).join(', ')
  if (!response.isSuccess)
    context.skip(
      `a User${special === '' ? '' : ` with ${special}`} cannot be created: ${response.describe()}`,
      special === '' ? 'create-user' : `create-user-with-${special}`,
    )
  return { body, response, user: await madeFrom(context, response) }
}

/** The resource of a create's answer, or at its Location where the answer has no body; undefined where there is no id. */
export async function resourceFrom({ scim }: CheckContext, response: ScimResponse): Promise<Made | undefined> {
  const location = response.headers['location']
  const answer = response.body === undefined && location !== undefined ? await scim.get(location) : response
  return isJsonObject(answer.body) && typeof answer.body['id'] === 'string' && answer.body['id'] !== ''
    ? (answer.body as Made)
    : undefined
}

/** As `resourceFrom`, and skips where there is no id. */
export async function madeFrom(context: CheckContext, response: ScimResponse): Promise<Made> {
  const made = await resourceFrom(context, response)
  return made ?? context.skip(`a created resource has no id: ${response.describe()}`, 'no-id')
}

/** Reads a resource. Throws AssertionError where that is not answered with 200. */
export async function read(
  { scim, expect }: CheckContext,
  resource: ScimResource,
  query: Readonly<Record<string, string>> = {},
): Promise<ScimResource> {
  const response = await scim.get(resource, { query })
  expect(response).to.have.status(200)
  return response.resource
}

/** Reads a resource until the assertion holds or the run's settle time is over. */
export async function shows(
  context: CheckContext,
  resource: ScimResource,
  assertion: (shown: ScimResource) => unknown,
  query: Readonly<Record<string, string>> = {},
): Promise<void> {
  await context.eventually(async () => void (await assertion(await read(context, resource, query))))
}

/** Tells whether something comes true within the run's settle time. */
export async function settles({ expect, eventually }: CheckContext, isSo: () => Promise<boolean>): Promise<boolean> {
  try {
    await eventually(async () => expect(await isSo()).to.equal(true))
    return true
  } catch (error) {
    if (error instanceof AssertionError) return false
    throw error
  }
}

/** Replaces a User with the body it was made from and some changes. Skips where the target refuses. */
export async function replace(
  context: CheckContext,
  { body, user }: MadeUser,
  changes: JsonObject = {},
): Promise<ScimResponse> {
  const response = await context.scim.put(user, { ...body, ...changes, id: user.id })
  if (!response.isSuccess) context.skip(`a User cannot be replaced: ${response.describe()}`, 'replace-user')
  return response
}
