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
import { provisionedPerson } from './people.ts'
import { patchObject } from './wire.ts'

/** What a quirk stands on before its requests are sent. */
export type Setting = (context: CheckContext) => Promise<Placeholders>

/** One request, or a few, as a public text quotes them. */
export interface Quirk {
  readonly name: string
  readonly title: string
  readonly source: string
  readonly requirement: string
  readonly dependsOn?: readonly Capability[]
  /** Attributes that a server may leave out of its schemas. */
  readonly about?: readonly string[]
  readonly setting: Setting
  readonly requests: readonly QuotedRequest[]
  /** What must be true afterwards. The answers are those to the requests, in their order. */
  readonly holds: (context: CheckContext, names: Placeholders, answers: readonly ScimResponse[]) => Promise<void>
}

/** Makes checks of quirks: each replays its requests as they are quoted, and plays where it is asked for (`--check 'entra.quirk.*'`). */
export function defineQuirks(quirks: readonly Quirk[]): readonly Check[] {
  return quirks.map(({ name, title, source, requirement, dependsOn, about = [], setting, requests, holds }) =>
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
        const names = await setting(context)
        const answers: ScimResponse[] = []
        for (const quoted of requests) {
          const { method, path, headers = {}, body } = fillIn(quoted, { ...names, ...lastCreated(answers) })
          const type = body === undefined ? {} : { 'content-type': `${SCIM_MEDIA_TYPE}; charset=utf-8` }
          const text = body === undefined ? {} : { text: JSON.stringify(body) }
          answers.push(await context.scim.request({ method, path, headers: { ...type, ...headers }, ...text }))
        }
        await holds(context, names, answers)
      },
    }),
  )
}

/** The id of what an earlier request of the same quirk created, as `{created}`. */
function lastCreated(answers: readonly ScimResponse[]): Placeholders {
  const { body } = answers.findLast(({ status, request }) => request.method === 'POST' && status < 300) ?? {}
  const id = (body as { id?: unknown } | undefined)?.id
  return typeof id === 'string' ? { created: id } : {}
}

/** A PATCH of `/Users/{user}`, or of another path. */
export function patch(operations: readonly JsonObject[], path = '/Users/{user}'): QuotedRequest {
  return { method: 'PATCH', path, body: { schemas: [PATCH_OP_MESSAGE], Operations: [...operations] } }
}

/** A user whom Entra provisioned, as `{user}`. */
export const aUser: Setting = async (context) => ({ user: (await provisionedPerson(context)).id })

/** A user and one who may be their manager, as `{user}` and `{manager}`. */
export const twoUsers: Setting = async (context) => ({
  user: (await provisionedPerson(context)).id,
  manager: (await provisionedPerson(context)).id,
})

/** A group with two members and one user outside, as `{group}`, `{first}`, `{second}` and `{user}`. */
export const aGroup: Setting = async (context) => {
  const { entra, skip } = context
  const { id: group } = await createdGroup(context)
  const [first, second, user] = [
    await provisionedPerson(context),
    await provisionedPerson(context),
    await provisionedPerson(context),
  ]
  await entra.groups.add(group, first.id)
  await entra.groups.add(group, second.id)
  // Where adding is what is wrong, the members may still be set as a whole.
  if ((await membersOf(context, group))?.length !== 2) {
    const value = [{ value: first.id }, { value: second.id }]
    await patchObject(context, '/Groups', group, { op: 'replace', path: 'members', value })
  }
  if ((await membersOf(context, group))?.length !== 2)
    return skip('members cannot be added', 'entra.group.members-added')
  return { group, first: first.id, second: second.id, user: user.id }
}

/** A token that nobody else has, as `{unique}`, and a userName in the form that the target takes, as `{userName}`. */
export const nobody: Setting = async ({ given }) => ({
  unique: given.unique(),
  userName: await given.userName(),
})

/** Asserts that each request was answered 2xx, with the server's own words where not. */
export function expectAllTaken({ expect }: CheckContext, answers: readonly ScimResponse[]): void {
  for (const answer of answers) expect(answer).to.be.success()
}

/** Asserts that no request ended in a fault of the server. */
export function expectNoFault({ expect }: CheckContext, answers: readonly ScimResponse[]): void {
  for (const answer of answers)
    expect(answer, `${answer.request.method} ${new URL(answer.request.url).pathname}`).to.be.answered([100, 499])
}

/** The user as the server shows it after the requests. */
export async function shown({ entra, expect }: CheckContext, { user = '' }: Placeholders): Promise<JsonObject> {
  const read = await entra.readBack(user)
  expect(read, 'the user').to.be.an('object')
  return read ?? {}
}

/** The elements of a list. */
export function elements(value: JsonValue | undefined): JsonObject[] {
  return (Array.isArray(value) ? value : []).filter((one): one is JsonObject => typeof one === 'object' && one !== null)
}
