import { type Check, type CheckContext, defineCheck, defineStory, type Story, segmentOf } from '../../harness/index.ts'
import { isJsonObject, type JsonObject, type ScimResource } from '../../mocks/protocol/index.ts'
import { type CreatedResource, isAssigned } from '../support/index.ts'
import { anyOf, query } from './support/query.ts'
import { family } from './support/subjects.ts'

/**
 * Returns a resource as a string with sorted names, so that equal resources give equal strings; versions and times are
 * left out.
 */
function fingerprint(resource: ScimResource): string {
  const { meta: _, groups: __, ...rest } = resource as JsonObject
  const sorted = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(sorted)
    if (typeof value !== 'object' || value === null) return value
    const members = Object.entries(value).filter(([, part]) => isAssigned(part))
    return Object.fromEntries(
      members.sort(([a], [b]) => a.localeCompare(b)).map(([name, part]) => [name, sorted(part)]),
    )
  }
  return JSON.stringify(sorted(rest))
}

async function users(context: CheckContext): Promise<readonly CreatedResource[]> {
  const { given } = context
  const { users: made } = await family(context, ['a', 'b', 'c', 'd'], () => {
    const token = given.unique()
    return { displayName: `Rehearsal ${token}`, name: { givenName: `Given ${token}`, familyName: token } }
  })
  return made
}

/** Users that the reading checks share. */
const readUsers: Story<readonly CreatedResource[]> = defineStory({
  id: 'users-without-common-values',
  isRenewable: true,
  gather: (context) => users(context),
})

const pathOf = ({ target }: CheckContext, { id }: CreatedResource): string =>
  `${target.endpoint('User')}/${segmentOf(id)}`

/** Returns the name by which a resource is recognized. */
const nameIn = (resource: ScimResource): string =>
  `${String(resource.id)} ${String(resource['userName']).toLowerCase()}`

const ROUNDS = 3

/** Checks that simultaneous reads do not return each other's data (RFC 7644 §3.4.1). */
export const readsAtOnce: Check = defineCheck({
  id: 'scim.identity.reads-at-once',
  title: 'Reads of several Users at the same time each return the User in their URL',
  requirements: ['rfc7644-3.4.1-01'],
  async run(context) {
    const { scim, expect, once } = context
    const made = await once(readUsers)
    const asked = Array.from({ length: ROUNDS }, () => made).flat()
    const answers = await Promise.all(asked.map((user) => scim.get(pathOf(context, user))))
    for (const [index, response] of answers.entries()) {
      const user = asked[index] as CreatedResource
      expect(response).to.have.status(200)
      expect(nameIn(response.resource), `id and userName in the response to a GET of ${user.id}`).to.equal(nameIn(user))
    }
  },
})

/** Checks that a list contains the same data as the resources read by id (RFC 7644 §3.4.2). */
export const listElements: Check = defineCheck({
  id: 'scim.identity.list-elements',
  title: 'Each User in a list has the same attributes as in a GET by its id',
  requirements: ['rfc7644-3.4.2-11'],
  dependsOn: ['filter'],
  async run(context) {
    const { scim, expect, once, skip } = context
    const made = await once(readUsers)
    const queries = [anyOf(made), ...made.map((user) => anyOf([user]))]
    let judged = 0
    for (const filter of queries) {
      const response = await query(context, filter, { count: 50 })
      if (response.status !== 200) continue
      for (const listed of response.resources) {
        const user = made.find(({ id }) => id === listed.id)
        const named = made.find(({ userName }) => userName === listed['userName'])
        // A server that ignores the filter also lists users other than these two.
        if (user !== undefined || named !== undefined)
          expect(nameIn(listed), `id and userName of an element of the response to ${filter}`).to.be.oneOf(
            made.map(nameIn),
          )
        if (user === undefined || named === undefined) continue
        judged += 1
        const single = await scim.get(pathOf(context, user))
        expect(single).to.have.status(200)
        // A list may return fewer attributes of each User, but only that User's values.
        const { resource } = single
        const common = Object.fromEntries(
          Object.entries(resource).filter(([name, value]) => isAssigned(value) && isAssigned(listed[name])),
        )
        const shown = Object.fromEntries(Object.keys(common).map((name) => [name, listed[name]]))
        const other = Object.keys(common).filter(
          (name) => fingerprint({ [name]: shown[name] ?? null }) !== fingerprint({ [name]: common[name] ?? null }),
        )
        expect(other, `attributes of User ${user.id} that differ between a list and a GET`).to.deep.equal([])
      }
    }
    if (judged === 0) skip('no list has the Users of the run', 'scim.filter.eq-hit')
  },
})

interface Write {
  readonly id: string
  readonly title: string
  readonly row: string
  readonly dependsOn: Check['dependsOn']
  /** The ability that a target lacks if it rejects the write. */
  readonly ability: string
  /** Sends the write; `name` is a unique displayName. */
  readonly send: (context: CheckContext, user: CreatedResource, name: string) => ReturnType<CheckContext['scim']['get']>
}

const WRITES: readonly Write[] = [
  {
    id: 'patch',
    title: 'PATCH changes only the User in its URL, and returns that User',
    row: 'rfc7644-3.5.2-34',
    dependsOn: ['patch', 'patch.attribute'],
    ability: 'patch.attribute',
    send: (context, user, name) =>
      context.scim.patch(pathOf(context, user), [{ op: 'replace', path: 'displayName', value: name }]),
  },
  {
    id: 'put',
    title: 'PUT replaces only the User in its URL, and returns that User',
    row: 'rfc7644-3.5.1-14',
    dependsOn: [],
    ability: 'replace.user',
    send: async (context, user, name) => {
      const { userName, id } = user
      const body = await context.given.userBody({
        userName: String(userName),
        displayName: name,
      })
      return context.scim.put(pathOf(context, user), { ...body, id })
    },
  },
  {
    id: 'delete',
    title: 'DELETE removes only the User in its URL',
    row: 'rfc7644-3.6-07',
    dependsOn: [],
    ability: 'delete.user',
    send: (context, user) => context.scim.delete(pathOf(context, user)),
  },
]

/** Returns the ids of other resources that have a displayName that was sent to one User only. */
async function namedAlike(context: CheckContext, user: CreatedResource, name: string): Promise<unknown[]> {
  if (!context.target.capabilities.filter) return []
  const response = await query(context, `displayName eq ${JSON.stringify(name)}`)
  const isList = response.status === 200 && isJsonObject(response.body) && Array.isArray(response.body['Resources'])
  const listed = isList ? response.resources : []
  // A server that ignores the filter also lists users with other names.
  return listed.filter(({ id, displayName }) => displayName === name && id !== user.id).map(({ id }) => id)
}

/**
 * Checks that a write changes no other user. Each kind of write has its own check, because a server may confuse users
 * in only one of them.
 */
export const writes: readonly Check[] = WRITES.map(({ id, title, row, dependsOn = [], ability, send }) =>
  defineCheck({
    id: `scim.identity.${id}`,
    title,
    requirements: [row],
    dependsOn,
    exclusive: true,
    async run(context) {
      const { scim, expect, given, skip } = context
      const made = await users(context)
      const [first, changed, ...rest] = made
      if (first === undefined || changed === undefined) return
      const others = [first, ...rest]
      const read = async (): Promise<string[]> => {
        const answers = await Promise.all(others.map((user) => scim.get(pathOf(context, user))))
        return answers.map((response) =>
          response.status === 200 ? fingerprint(response.resource) : response.describe(),
        )
      }
      const before = await read()
      const name = `Changed ${given.unique()}`
      const response = await send(context, changed, name)
      if (!response.isSuccess) return skip(`the request is rejected: ${response.describe()}`, ability)
      if (response.body !== undefined && id !== 'delete')
        expect(nameIn(response.resource), 'id and userName in the response').to.equal(nameIn(changed))
      const [alike, after] = await Promise.all([namedAlike(context, changed, name), read()])
      expect(alike, 'other Users that now have the displayName of the request').to.deep.equal([])
      expect(after, `the other Users after the ${id.toUpperCase()} of ${changed.id}`).to.deep.equal(before)
    },
  }),
)
