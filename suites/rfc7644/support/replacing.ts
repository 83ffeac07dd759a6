import type { CheckContext, RequestOptions, ScimResponse } from '../../../harness/index.ts'
import type { JsonObject, ScimResource } from '../../../mocks/protocol/index.ts'
import { type CreatedResource, createdFrom } from '../../support/index.ts'

/** Creates a User and returns it with the body from which it was created. Skips the check if the target rejects it. */
export async function makeUser(
  context: CheckContext,
  overrides: JsonObject = {},
): Promise<{ readonly user: CreatedResource; readonly body: JsonObject }> {
  const { scim, given, target, skip } = context
  const body = await given.userBody(overrides)
  const response = await scim.post(target.endpoint('User'), body)
  if (!response.isSuccess) {
    const names = Object.keys(overrides).join(', ')
    skip(
      `a User with ${names} cannot be created: ${response.describe()}`,
      names === '' ? 'create.user' : `create-user-with-${names}`,
    )
  }
  return { user: await createdFrom(context, response), body }
}

/** Sends a PUT. Skips the check if the target does not support PUT, which another check reports. */
export async function put(
  { scim, skip }: CheckContext,
  resource: ScimResource,
  body: JsonObject,
  options: RequestOptions = {},
): Promise<ScimResponse> {
  const response = await scim.put(resource, body, options)
  if (response.status === 405 || response.status === 501)
    skip(`the server does not support PUT: ${response.describe()}`, 'scim.put.replaces')
  return response
}

/** Replaces a resource and asserts success; a 404 means that PUT is not supported, because the resource exists. */
export async function replaced(
  context: CheckContext,
  resource: ScimResource,
  body: JsonObject,
  options: RequestOptions = {},
): Promise<ScimResponse> {
  const response = await put(context, resource, body, options)
  if (response.status === 404)
    context.skip(`the server does not support PUT: ${response.describe()}`, 'scim.put.replaces')
  context.expect(response).to.be.success()
  return response
}
