import type { CheckContext, ScimResponse } from '../../../harness/index.ts'
import type { JsonObject } from '../../../mocks/protocol/index.ts'
import { type Made, madeFrom } from '../../support/index.ts'

/** Why a check of displayName tests nothing. */
export const MADE_OF_NAME = 'the server makes displayName out of the name'

/** A User with the body it was made from. */
export interface MadeUser {
  readonly body: JsonObject
  readonly user: Made
  /** The answer to the create. */
  readonly response: ScimResponse
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
      special === '' ? 'create.user' : `create-user-with-${special}`,
    )
  return { body, response, user: await madeFrom(context, response) }
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
