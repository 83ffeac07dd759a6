import type { JsonObject, ScimResource } from '../../mocks/protocol/index.ts'
import type { TargetFacts } from '../facts/target-facts.ts'
import { Skipped } from '../outcome/early-end.ts'
import type { Ownership } from './ownership.ts'
import type { ScimResponse } from './response.ts'
import type { ScimSession } from './session.ts'
import { unknownIdLike } from './unknown-id.ts'
import { plainGroup, plainUser } from './user-body.ts'

/** Creates the resources that a check needs. They are all removed when the check has ended, for any outcome. */
export interface Given {
  /**
   * Returns a string of lower-case letters and digits that no other check, run or foreign resource has; it begins with
   * a letter.
   */
  unique(label?: string): string
  /** Returns a unique userName in the form that this target accepts: a plain name, otherwise an e-mail address. */
  userName(): Promise<string>
  /**
   * Returns a body that this target accepts as a new User, with a unique userName; `overrides` take precedence,
   * undefined removes. Throws Skipped if it accepts none.
   */
  userBody(overrides?: JsonObject): Promise<JsonObject>
  /**
   * Returns a body that a conformant target accepts as a new User, whether or not this one does: for checks that judge
   * exactly that.
   */
  plainUserBody(overrides?: JsonObject): Promise<JsonObject>
  groupBody(overrides?: JsonObject): JsonObject
  /** Creates a User and returns it as the target returns it. Throws Skipped if the target rejects it. */
  user(overrides?: JsonObject): Promise<ScimResource & { id: string }>
  /** Creates a Group and returns it as the target returns it. Throws Skipped if the target rejects it. */
  group(overrides?: JsonObject): Promise<ScimResource & { id: string }>
  /** Returns an id in the form of this target's ids that no resource has. */
  unknownId(type: 'User' | 'Group'): string
  /** Registers a resource for removal that was created by other means than a POST of this check. */
  owns(path: string): void
}

/**
 * The form of user names that this target accepts (fair treatment: a plain name first, otherwise an e-mail address).
 */
export interface UserNameTrial {
  readonly form: 'plain' | 'email'
  /** The response with which it rejects both forms. */
  readonly refusal?: string
}

/** The components that the fixtures of all checks share. */
export interface GivenParts {
  readonly target: TargetFacts
  readonly ownership: Ownership
  /** Returns the next unique name, from a counter and the run's own prefix. */
  readonly nextName: () => string
  /** The result of trying which user names the target accepts. */
  readonly userNames: UserNameTrial
}

/** Creates the `given` of one check. */
export function createGiven(cause: string, scim: ScimSession, parts: GivenParts): Given {
  const { target, ownership } = parts

  const unique = (label = ''): string => `${parts.nextName()}${label.toLowerCase().replaceAll(/[^a-z0-9]/g, '')}`
  const emailOf = (token: string): string => `${token}@rehearsal.example`
  const userNameOf = async (token: string): Promise<string> =>
    parts.userNames.form === 'email' ? emailOf(token) : token
  const plainUserBody = async (overrides: JsonObject = {}): Promise<JsonObject> => {
    const token = unique()
    return merge(plainUser(target, await userNameOf(token), emailOf(token), token), overrides)
  }
  const userBody = async (overrides: JsonObject = {}): Promise<JsonObject> => {
    const { refusal } = parts.userNames
    if (refusal !== undefined) throw new Skipped(`a User cannot be created: ${refusal}`, 'create.user')
    return plainUserBody(overrides)
  }
  const groupBody = (overrides: JsonObject = {}): JsonObject => {
    const token = unique()
    return merge(plainGroup(target, `Rehearsal ${token}`, token), overrides)
  }

  return {
    unique,
    userName: () => userNameOf(unique()),
    userBody,
    plainUserBody,
    groupBody,
    unknownId: (type) => {
      const sample = ownership.sampleId(target.endpoint(type))
      return sample === undefined ? unique('unknown') : unknownIdLike(sample, unique())
    },
    owns: (path) => ownership.own(cause, path),
    user: async (overrides) =>
      created(scim, await scim.post(target.endpoint('User'), await userBody(overrides)), 'User', 'create.user'),
    group: async (overrides) => {
      const response = await scim.post(target.endpoint('Group'), groupBody(overrides))
      return created(scim, response, 'Group', overrides?.['members'] === undefined ? 'create.group' : 'members.add')
    },
  }
}

function merge(body: JsonObject, overrides: JsonObject): JsonObject {
  const merged = { ...body, ...overrides }
  for (const [name, value] of Object.entries(overrides)) if (value === undefined) delete merged[name]
  return merged
}

async function created(
  scim: ScimSession,
  response: ScimResponse,
  type: string,
  ability: string,
): Promise<ScimResource & { id: string }> {
  if (!response.isSuccess) throw new Skipped(`a ${type} cannot be created: ${response.describe()}`, ability)
  const resource = await scim.created(response)
  if (resource !== undefined) return resource
  throw new Skipped(`the created ${type} was returned without its id: ${response.describe()}`, 'create.user.id')
}
