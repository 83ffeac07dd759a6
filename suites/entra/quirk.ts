import {
  type Capability,
  type Check,
  type CheckContext,
  defineCheck,
  fillIn,
  type Placeholders,
  type QuotedRequest,
  type ScimResponse,
} from '../../harness/index.ts'
import { type JsonObject, type JsonValue, PATCH_OP_MESSAGE, SCIM_MEDIA_TYPE } from '../../mocks/protocol/index.ts'
import { needAttribute } from './declared-away.ts'
import { createdGroup, membersOf } from './group-parts.ts'
import { provisionedUser } from './source-users.ts'
import { patchObject } from './wire.ts'

/** Prepares what a quirk needs before its requests are sent. */
export type Setup = (context: CheckContext) => Promise<Placeholders>

/** One or a few requests, quoted from a public source. */
export interface Quirk {
  readonly name: string
  readonly title: string
  readonly source: string
  readonly requirement: string
  readonly dependsOn?: readonly Capability[]
  /** Attributes that a server may leave out of its schemas. */
  readonly about?: readonly string[]
  readonly setup: Setup
  readonly requests: readonly QuotedRequest[]
  /** Asserts the state afterwards. The responses are in the order of the requests. */
  readonly verify: (context: CheckContext, names: Placeholders, answers: readonly ScimResponse[]) => Promise<void>
}

/**
 * Defines the checks of quirks. Each sends its requests exactly as they are quoted, and runs only on request (`--check
 * 'entra.quirk.*'`).
 */
export function defineQuirks(quirks: readonly Quirk[]): readonly Check[] {
  return quirks.map(({ name, title, source, requirement, dependsOn, about = [], setup, requests, verify }) =>
    defineCheck({
      id: `entra.quirk.${name}`,
      title,
      requirements: [requirement],
      tags: ['quirk'],
      onRequest: true,
      quotes: { source, requests },
      ...(dependsOn === undefined ? {} : { dependsOn }),
      run: async (context) => {
        for (const attribute of about) await needAttribute(context, attribute)
        const names = await setup(context)
        const answers: ScimResponse[] = []
        for (const quoted of requests) {
          const { method, path, headers = {}, body } = fillIn(quoted, { ...names, ...lastCreated(answers) })
          const type = body === undefined ? {} : { 'content-type': `${SCIM_MEDIA_TYPE}; charset=utf-8` }
          const text = body === undefined ? {} : { text: JSON.stringify(body) }
          answers.push(await context.scim.request({ method, path, headers: { ...type, ...headers }, ...text }))
        }
        await verify(context, names, answers)
      },
    }),
  )
}

/** Returns the id of the object that an earlier request of the same quirk created, as `{created}`. */
function lastCreated(answers: readonly ScimResponse[]): Placeholders {
  const { body } = answers.findLast(({ status, request }) => request.method === 'POST' && status < 300) ?? {}
  const id = (body as { id?: unknown } | undefined)?.id
  return typeof id === 'string' ? { created: id } : {}
}

/** Builds a PATCH of `/Users/{user}` or of another path. */
export function patch(operations: readonly JsonObject[], path = '/Users/{user}'): QuotedRequest {
  return { method: 'PATCH', path, body: { schemas: [PATCH_OP_MESSAGE], Operations: [...operations] } }
}

/** Provisions a user, as `{user}`. */
export const aUser: Setup = async (context) => ({ user: (await provisionedUser(context)).id })

/** Provisions a user and a manager, as `{user}` and `{manager}`. */
export const twoUsers: Setup = async (context) => ({
  user: (await provisionedUser(context)).id,
  manager: (await provisionedUser(context)).id,
})

/**
 * Creates a group with two members and provisions one user outside it, as `{group}`, `{first}`, `{second}` and
 * `{user}`.
 */
export const aGroup: Setup = async (context) => {
  const { entra, skip } = context
  const { id: group } = await createdGroup(context)
  const [first, second, user] = [
    await provisionedUser(context),
    await provisionedUser(context),
    await provisionedUser(context),
  ]
  await entra.groups.add(group, first.id)
  await entra.groups.add(group, second.id)
  // If adding members does not work, the members may still be set with a replace.
  if ((await membersOf(context, group))?.length !== 2) {
    const value = [{ value: first.id }, { value: second.id }]
    await patchObject(context, '/Groups', group, { op: 'replace', path: 'members', value })
  }
  if ((await membersOf(context, group))?.length !== 2)
    return skip('members cannot be added', 'entra.group.members-added')
  return { group, first: first.id, second: second.id, user: user.id }
}

/** Provides a unique token as `{unique}`, and a userName in the form that the target accepts as `{userName}`. */
export const uniqueNames: Setup = async ({ given }) => ({
  unique: given.unique(),
  userName: await given.userName(),
})

/** Asserts that each request succeeded; if not, the finding quotes the server's own message. */
export function expectAllSucceeded({ expect }: CheckContext, answers: readonly ScimResponse[]): void {
  for (const answer of answers) expect(answer).to.be.success()
}

/** Asserts that no request ended in a server error. */
export function expectNoFault({ expect }: CheckContext, answers: readonly ScimResponse[]): void {
  for (const answer of answers)
    expect(answer, `${answer.request.method} ${new URL(answer.request.url).pathname}`).to.be.answered([100, 499])
}

/** Reads the user after the requests. */
export async function shown({ entra, expect }: CheckContext, { user = '' }: Placeholders): Promise<JsonObject> {
  const read = await entra.readBack(user)
  expect(read, 'the user').to.be.an('object')
  return read ?? {}
}

/** Returns the elements of a list. */
export function elements(value: JsonValue | undefined): JsonObject[] {
  return (Array.isArray(value) ? value : []).filter((one): one is JsonObject => typeof one === 'object' && one !== null)
}
