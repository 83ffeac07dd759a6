import {
  isJsonObject,
  type JsonObject,
  type JsonValue,
  type ScimResource,
  USER_SCHEMA,
} from '../../mocks/protocol/index.ts'
import type { Waiter } from '../environment/waiter.ts'
import type { TargetFacts } from '../facts/target-facts.ts'
import type { UserNameTrial } from '../scim/given.ts'
import { pathBelow } from '../scim/locate.ts'
import type { ScimResponse } from '../scim/response.ts'
import type { ScimSession } from '../scim/session.ts'
import { plainUser } from '../scim/user-body.ts'
import type { NeedsAbility } from './ability.ts'
import type { Observations } from './observations.ts'

/** A user that a probe created, as the target returns it. */
export interface ProbeUser {
  readonly user: ScimResource & { readonly id: string }
  readonly userName: string
  /** The body that the target accepted. */
  readonly sent: JsonObject
}

/** The components that a probe uses. */
export interface ProbeParts {
  readonly scim: ScimSession
  readonly facts: TargetFacts
  readonly observations: Observations
  /** Returns a new string that nothing else on the target has. */
  readonly unique: () => string
  /** Waits for changes that become visible late. */
  readonly waiter: Waiter
  /** Tells which abilities must be known. */
  readonly needs: NeedsAbility
}

const PLAIN_JSON = { headers: { 'content-type': 'application/json' } } as const

/** Finds out which user names the target accepts: plain ones, else e-mail addresses; and which media type of bodies it reads. */
export async function tryUserNames({
  scim,
  facts,
  observations,
  unique,
}: ProbeParts): Promise<UserNameTrial & { readonly made?: ProbeUser }> {
  const token = unique()
  const email = `${token}@rehearsal.example`
  const bodyOf = (userName: string): JsonObject => {
    const body = plainUser(facts, userName, email, token)
    // The value differs from one that a server would derive from the name.
    return body['displayName'] === undefined ? body : { ...body, displayName: `Probed ${token}` }
  }
  const post = (userName: string, options = {}): Promise<ScimResponse> =>
    scim.post(facts.endpoint('User'), bodyOf(userName), options)

  const plain = await post(token)
  const answer = plain.isSuccess ? plain : await post(email)
  const form = plain.isSuccess || !answer.isSuccess ? 'plain' : 'email'
  if (!answer.isSuccess) {
    const asJson = await post(token, PLAIN_JSON)
    const byName = asJson.isSuccess ? asJson : await post(email, PLAIN_JSON)
    observations.recordAnswer('media-type.scim', !byName.isSuccess, byName.isSuccess ? plain : byName)
    observations.recordAnswer('create.user', false, plain, answer)
    return { form, refusal: plain.describe() }
  }
  observations.recordAnswer('media-type.scim', true, answer)
  observations.recordAnswer('create.user', true, answer)
  observations.recordAnswer('create.status', answer.status === 201, answer)
  observations.recordAnswer(
    'create.location',
    pathBelow(scim.baseUrl, answer.headers['location']) !== undefined,
    answer,
  )
  const userName = form === 'email' ? email : token
  const user = await scim.created(answer)
  observations.recordAnswer('create.user.id', user !== undefined, answer)
  const displayName = user?.['displayName']
  const wanted = bodyOf(userName)['displayName']
  if (typeof displayName === 'string' && typeof wanted === 'string') {
    const isStored = displayName.trim().toLowerCase() === wanted.toLowerCase()
    const shown = `displayName ${JSON.stringify(wanted)} is returned as ${JSON.stringify(displayName.slice(0, 100))}`
    observations.record('display-name.stored', isStored ? 'yes' : 'no', shown, answer)
  }
  return user === undefined ? { form } : { form, made: { user, userName, sent: bodyOf(userName) } }
}

/** String attributes of a User that checks change, the most widely supported first. */
export const PLAIN_TEXTS = ['displayName', 'nickName', 'title'] as const

/** A user with a value in each plain attribute that the target declares. */
export interface FilledUser extends ProbeUser {
  /** The plain attributes that were sent and are missing or different in the returned user. */
  readonly notStored: readonly string[]
}

/** Creates a further user with values in all plain attributes, or in none if the target rejects them. */
export async function anotherUser(
  { scim, facts, unique }: ProbeParts,
  form: UserNameTrial['form'],
): Promise<FilledUser | undefined> {
  const token = unique()
  const email = `${token}@rehearsal.example`
  const userName = form === 'email' ? email : token
  const plain = plainUser(facts, userName, email, token)
  const texts = Object.fromEntries(
    PLAIN_TEXTS.filter((name) => takesAnyString(facts, name)).map((name) => [name, `Probed ${name} ${token}`]),
  )
  for (const sent of [{ ...plain, ...texts }, plain]) {
    const answer = await scim.post(facts.endpoint('User'), sent)
    const user = await scim.created(answer)
    if (user === undefined) continue
    const names = PLAIN_TEXTS.filter((name) => sent[name] !== undefined)
    const isStored = (shown: JsonObject, name: string): boolean => isSameText(shown[name], sent[name])
    // The response to a create may lack values that a GET returns.
    const read = names.every((name) => isStored(user, name)) ? undefined : await scim.get(user)
    const shown = read?.status === 200 && isJsonObject(read.body) ? read.body : user
    return { user, userName, sent, notStored: names.filter((name) => !isStored(shown, name)) }
  }
  return undefined
}

/** Returns whether the target declares an attribute of a User as writable and without canonicalValues. */
function takesAnyString(facts: TargetFacts, name: string): boolean {
  const { mutability = 'readWrite', canonicalValues = [] } = facts.attribute(USER_SCHEMA, name) ?? {}
  return facts.declares(USER_SCHEMA, name) && mutability === 'readWrite' && canonicalValues.length === 0
}

const isSameText = (shown: JsonValue | undefined, sent: JsonValue | undefined): boolean =>
  typeof shown === 'string' && typeof sent === 'string' && shown.trim().toLowerCase() === sent.toLowerCase()

/** Reads and replaces a user, and creates a second one with the same name. */
export async function probeUser(parts: ProbeParts, { user, sent }: ProbeUser): Promise<void> {
  const { scim, facts, observations, needs } = parts
  const read = await scim.get(user)
  observations.recordAnswer(
    'read.user',
    read.status === 200 && isJsonObject(read.body) && read.body['id'] === user.id,
    read,
  )
  if (needs('conflict.user')) {
    const second = await scim.post(facts.endpoint('User'), sent)
    observations.recordAnswer('conflict.user', second.status === 409, second)
  }
  if (needs('replace.user')) {
    const put = await scim.put(user, { ...sent, id: user.id })
    observations.recordAnswer('replace.user', put.isSuccess, put)
  }
  if (needs('attribute-selection')) {
    const selected = await scim.get(user, { query: { attributes: 'userName' } })
    const shown = isJsonObject(selected.body) ? selected.body : {}
    observations.recordAnswer(
      'attribute-selection',
      selected.status === 200 && typeof shown['userName'] === 'string',
      selected,
    )
  }
  const version =
    read.headers['etag'] ??
    (isJsonObject(read.body) && isJsonObject(read.body['meta']) ? read.body['meta']['version'] : undefined)
  observations.record(
    'etag',
    version === undefined ? 'no' : 'yes',
    version === undefined
      ? 'the user has neither ETag nor meta.version'
      : `the user has the version ${String(version)}`,
    read,
  )
}

/** Deletes a user, and reads it afterwards. */
export async function probeDelete({ scim, observations }: ProbeParts, { user }: ProbeUser): Promise<void> {
  const deleted = await scim.delete(user)
  if (!deleted.isSuccess) return observations.recordAnswer('delete.user', false, deleted)
  const after = await scim.get(user)
  observations.recordAnswer('delete.user', after.status === 404 || after.status === 410, deleted, after)
}
