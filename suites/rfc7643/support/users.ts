import type { CheckContext, ScimResponse } from '../../../harness/index.ts'
import type { JsonObject } from '../../../mocks/protocol/index.ts'
import { type CreatedResource, createdFrom } from '../../support/index.ts'

/** The reason why a check of displayName is skipped. */
export const DERIVED_FROM_NAME = 'the server derives displayName from the name'

/** A User with the body from which it was created. */
export interface CreatedUser {
  readonly body: JsonObject
  readonly user: CreatedResource
  /** The response to the create. */
  readonly response: ScimResponse
}

/** Returns whether a response may mean that the server does not support a filter (RFC 7644 §3.12, table 9, §7.5.2). */
export const isUnsupported = ({ status }: ScimResponse): boolean => [400, 403, 404, 405, 501].includes(status)

/** Sends the create of a User without judging the response. */
export async function post(context: CheckContext, overrides: JsonObject = {}): Promise<ScimResponse> {
  return context.scim.post(context.target.endpoint('User'), await context.given.userBody(overrides))
}

/** Creates a User. Skips the check if the target rejects it, because a server may restrict values. */
export async function make(context: CheckContext, overrides: JsonObject = {}): Promise<CreatedUser> {
  const body = await context.given.userBody(overrides)
  const response = await context.scim.post(context.target.endpoint('User'), body)
  const special = Object.keys(overrides).join(', ')
  if (!response.isSuccess)
    context.skip(
      `a User${special === '' ? '' : ` with ${special}`} cannot be created: ${response.describe()}`,
      special === '' ? 'create.user' : `create-user-with-${special}`,
    )
  return { body, response, user: await createdFrom(context, response) }
}

/**
 * Replaces a User with the body from which it was created and some changes. Skips the check if the target rejects that.
 */
export async function replace(
  context: CheckContext,
  { body, user }: CreatedUser,
  changes: JsonObject = {},
): Promise<ScimResponse> {
  const response = await context.scim.put(user, { ...body, ...changes, id: user.id })
  if (!response.isSuccess) context.skip(`a User cannot be replaced: ${response.describe()}`, 'replace.user')
  return response
}
