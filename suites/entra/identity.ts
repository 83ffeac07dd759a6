import { answerOf, type Check, type CheckContext, defineCheck } from '../../harness/index.ts'
import { resourcesOf } from '../../mocks/entra/index.ts'
import { isJsonObject, type JsonObject, type JsonValue } from '../../mocks/protocol/index.ts'
import { isAssigned, isSuccess } from '../support/index.ts'
import { needAttribute } from './declared-away.ts'
import { type ProvisionedUser, provisioned, sourceUserFor } from './source-users.ts'
import { patchUser } from './wire.ts'

/** Provisions users that have no value in common. */
async function users(context: CheckContext): Promise<readonly ProvisionedUser[]> {
  const create = async (): Promise<ProvisionedUser> => {
    const token = context.given.unique()
    const own = {
      displayName: `Display ${token}`,
      givenName: `Given ${token}`,
      surname: `Family ${token}`,
      jobTitle: `Title ${token}`,
    }
    return provisioned(context, await sourceUserFor(context, own))
  }
  return Promise.all(Array.from({ length: 4 }, create))
}

/** Returns a user as a string for comparison, without versions and times. */
function fingerprint(user: JsonObject | undefined): string {
  const sorted = (value: JsonValue | undefined): unknown => {
    if (Array.isArray(value)) return value.map(sorted)
    if (!isJsonObject(value)) return value
    const parts = Object.entries(value).filter(([, part]) => isAssigned(part))
    return Object.fromEntries(parts.sort(([a], [b]) => a.localeCompare(b)).map(([name, part]) => [name, sorted(part)]))
  }
  if (user === undefined) return 'not returned'
  const { meta: _, groups: __, ...rest } = user
  return JSON.stringify(sorted(rest))
}

const idOf = (body: JsonValue | undefined): JsonValue | undefined => (isJsonObject(body) ? body['id'] : undefined)

const ROUNDS = 3

/**
 * Checks that a response never has the data of another user, which happens when a server shares state between requests.
 */
export const ownData: Check = defineCheck({
  id: 'entra.identity.own-data',
  title: 'Each read and each matching query returns the requested user, also with several requests at the same time',
  requirements: ['entra.identity.read'],
  async run(context) {
    const { entra, expect } = context
    const made = await users(context)
    const asked = Array.from({ length: ROUNDS }, () => made).flat()
    const answers = await Promise.all(asked.map(({ id }) => entra.client.read('/Users', id)))
    for (const [index, { status, body, text }] of answers.entries()) {
      expect({ status, text }, 'the GET').to.be.answered(200)
      expect(idOf(body), 'id of the user in the response to the GET').to.equal(asked[index]?.id)
    }
    const [matching] = entra.mapping.matching
    if (matching === undefined) return
    for (const { sourceUser, id } of made) {
      const value = String(entra.mapped(sourceUser).get(matching.target) ?? '')
      const listed = resourcesOf(await entra.client.query('/Users', matching.target, value))
      const read = await entra.readBack(id)
      // A query that does not find exactly one user is reported by the matching checks.
      if (listed?.length !== 1 || read === undefined) continue
      const [found = {}] = listed
      expect(found['id'], 'id of the user that the matching query finds').to.equal(id)
      const common = Object.keys(read).filter((name) => isAssigned(read[name]) && isAssigned(found[name]))
      const other = common.filter(
        (name) => fingerprint({ [name]: found[name] ?? null }) !== fingerprint({ [name]: read[name] ?? null }),
      )
      expect(other, `attributes of the user ${id} that differ between the matching query and a GET`).to.deep.equal([])
    }
  },
})

interface Write {
  readonly id: string
  readonly title: string
  readonly attribute?: string
  /** The ability that a target lacks if it rejects the write. */
  readonly ability: string
  readonly send: (
    context: CheckContext,
    user: ProvisionedUser,
    name: string,
  ) => Promise<{ status: number; text: string; body: JsonValue | undefined }>
}

const WRITES: readonly Write[] = [
  {
    id: 'patch',
    title: 'A PATCH changes only the user in its URL, and returns that user',
    attribute: 'displayName',
    ability: 'patch.attribute',
    send: (context, { id }, name) => patchUser(context, id, { op: 'replace', path: 'displayName', value: name }),
  },
  {
    id: 'disable',
    title: 'Disabling a user changes no other user',
    ability: 'active.changes',
    send: (context, { id }) =>
      patchUser(context, id, {
        op: 'replace',
        path: 'active',
        value: context.entra.dialect === 'legacy' ? 'False' : false,
      }),
  },
  {
    id: 'delete',
    title: 'Deleting a user changes no other user',
    ability: 'delete.user',
    send: ({ entra }, { id }) => entra.delete(id),
  },
]

/**
 * Checks that a write changes no other user. Each kind of write has its own check, because a server may confuse users
 * in only one of them.
 */
export const writes: readonly Check[] = WRITES.map(({ id, title, attribute, ability, send }) =>
  defineCheck({
    id: `entra.identity.${id}`,
    title,
    requirements: ['entra.identity.write'],
    exclusive: true,
    async run(context) {
      const { entra, expect, given, skip } = context
      if (attribute !== undefined) await needAttribute(context, attribute)
      const [first, changed, ...rest] = await users(context)
      if (first === undefined || changed === undefined) return
      const others = [first, ...rest]
      const show = (): Promise<string[]> =>
        Promise.all(others.map(async (other) => fingerprint(await entra.readBack(other.id))))
      const before = await show()
      const name = `Changed ${given.unique()}`
      const answer = await send(context, changed, name)
      if (!isSuccess(answer)) return skip(`the request is rejected: ${answerOf(answer)}`, ability)
      if (isJsonObject(answer.body) && id !== 'delete')
        expect(answer.body['id'], 'id of the user in the response').to.equal(changed.id)
      const [found, after] = await Promise.all([entra.client.query('/Users', 'displayName', name), show()])
      const listed = resourcesOf(found) ?? []
      // A server that ignores the filter also lists users with other names.
      const alike = listed.filter((user) => user['displayName'] === name && user['id'] !== changed.id)
      expect(
        alike.map((user) => user['id']),
        'other users that now have the displayName of the request',
      ).to.deep.equal([])
      expect(after, `the other users after the request for ${changed.id}`).to.deep.equal(before)
    },
  }),
)
