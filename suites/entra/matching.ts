import { answerOf, type Check, type CheckContext, defineCheck, shorten } from '../../harness/index.ts'
import { type EntraResponse, resourcesOf, type SourceUser, sourcesOf } from '../../mocks/entra/index.ts'
import { ENTERPRISE_USER_SCHEMA, isJsonObject } from '../../mocks/protocol/index.ts'
import { becomesTrue, expectSuccess, isSuccess, outcomeOf } from '../support/index.ts'
import { needAttribute } from './declared-away.ts'
import { provisionedUser, sourceUserFor } from './source-users.ts'
import { patchUser, shownAt } from './wire.ts'

/** Characters of sign-in names that need care in filters and URLs, one per line. */
const SPECIAL: readonly (readonly [name: string, text: string])[] = [
  ['plus', '+x'],
  ['apostrophe', "'x"],
  ['ampersand', '&x'],
  ['hash', '#x'],
  ['percent', '%20x'],
  ['slash', '/x'],
  ['equals', '=x'],
  ['tilde', '~x'],
  ['exclamation', '!x'],
  ['diacritics', 'é'],
]

/** Checks that a matching value with a special character finds its user and no other. */
export const specialCharacters: readonly Check[] = SPECIAL.map(([name, text]) =>
  defineCheck({
    id: `entra.match.special-${name}`,
    title: `A user whose matching value contains ${JSON.stringify(text)} is found, and no other user`,
    requirements: ['entra.match.query-answered', 'entra.match.special-characters'],
    dependsOn: ['match.user'],
    async run(context) {
      const { entra, expect, inapplicable, requirement } = context
      const sourceUser = await sourceUserWith(context, text)
      const created = await entra.provision(sourceUser)
      if (created.sent === undefined) {
        await requirement('entra.match.query-answered', () =>
          expect.fail(
            String(created.response?.status ?? outcomeOf(created)),
            '200',
            `the matching query failed: ${outcomeOf(created)}`,
          ),
        )
        return
      }
      if (created.response !== undefined && isSuccess(created.response) && created.targetId === undefined)
        return requirement('entra.match.special-characters', () =>
          expect.fail(
            'none',
            'an id',
            `the response to the POST has no id: ${shorten(created.response?.text ?? '', 200)}`,
          ),
        )
      if (created.action !== 'create' || created.targetId === undefined)
        inapplicable(`the server rejects user names of this form: ${outcomeOf(created)}`)
      const again = await entra.provision(sourceUser)
      await requirement('entra.match.special-characters', () =>
        expect(again.targetId, `the user that the next cycle finds (${outcomeOf(again)})`).to.equal(created.targetId),
      )
    },
  }),
)

/** Creates a user whose matching value contains a string, placed before the domain if the value is an address. */
async function sourceUserWith(context: CheckContext, text: string): Promise<SourceUser> {
  const sourceUser = await sourceUserFor(context)
  const [matching] = context.entra.mapping.matching
  const row = context.entra.mapping.mapping.attributeMappings[matching?.row ?? 0]
  const names = row === undefined ? [] : sourcesOf(row)
  const marked = names.map((name) => {
    const [local = '', domain] = String(sourceUser[name] ?? sourceUser.objectId).split('@')
    return [name, `${local}${text}${domain === undefined ? '' : `@${domain}`}`] as const
  })
  return { ...sourceUser, ...Object.fromEntries(marked) } as SourceUser
}

/** Checks that a matching query returns exactly one user, in a ListResponse. */
export const oneHit: Check = defineCheck({
  id: 'entra.match.one-hit',
  title: 'A matching query returns exactly one user, in a ListResponse',
  requirements: ['entra.match.list-response', 'entra.match.nobody-else'],
  dependsOn: ['match.user'],
  async run(context) {
    const { entra, expect, requirement, skip } = context
    const { sourceUser, id } = await provisionedUser(context)
    await provisionedUser(context)
    const [matching] = entra.mapping.matching
    if (matching === undefined) return skip('the mapping has no matching attribute')
    const value = mappedValue(context, sourceUser, matching.target)
    const response = await entra.client.query('/Users', matching.target, value)
    const listed = resourcesOf(response)
    await requirement('entra.match.list-response', () => {
      expect(listed, `a ListResponse: ${answerOf(response)}`).to.be.an('array')
      expect(isJsonObject(response.body) && response.body['totalResults'], 'totalResults').to.equal(1)
    })
    await requirement('entra.match.nobody-else', () =>
      expect(
        listed?.map((user) => user['id']),
        'users found',
      ).to.deep.equal([id]),
    )
  },
})

function mappedValue(context: CheckContext, sourceUser: SourceUser, target: string): string {
  const mapped = context.entra.mapping.map(sourceUser, 'update', { now: () => new Date(0), random: context.random })
  return String(mapped.attributes.find((attribute) => attribute.target === target)?.value ?? '')
}

/** Attributes other than userName by which a tenant may match, one per line. */
const OTHER_ATTRIBUTES: readonly (readonly [name: string, target: string])[] = [
  ['work-email', 'emails[type eq "work"].value'],
  ['any-email', 'emails.value'],
  ['display-name', 'displayName'],
  ['employee-number', `${ENTERPRISE_USER_SCHEMA}:employeeNumber`],
]

/** Checks that a query by another attribute finds the user or is rejected, and never returns all users. */
export const otherAttributes: readonly Check[] = OTHER_ATTRIBUTES.map(([name, target]) =>
  defineCheck({
    id: `entra.match.by-${name}`,
    title: `A query by ${target} finds the user or is rejected, and never returns all users`,
    requirements: ['entra.match.by-any-attribute', 'entra.match.never-everyone'],
    async run(context) {
      const { entra, expect, requirement, given } = context
      await needAttribute(context, target)
      const unique = given.unique()
      const { id } = await provisionedUser(context, {
        displayName: `Jane ${unique}`,
        employeeId: unique,
        mail: `${unique}@contoso.example`,
        userPrincipalName: `${unique}@contoso.example`,
      })
      const values: Readonly<Record<string, string>> = {
        displayName: `Jane ${unique}`,
        [`${ENTERPRISE_USER_SCHEMA}:employeeNumber`]: unique,
      }
      const value = values[target] ?? `${unique}@contoso.example`
      if (
        String(await shownAt(context, id, target === 'emails.value' ? 'emails[type eq "work"].value' : target)) !==
        value
      )
        return context.inapplicable(`the created user does not have the value at ${target}`)
      let response = await entra.client.query('/Users', target, value)
      const idsOf = (): readonly unknown[] => (resourcesOf(response) ?? []).map((user) => user['id'])
      if (!idsOf().includes(id))
        await becomesTrue(context, async () => {
          response = await entra.client.query('/Users', target, value)
          return idsOf().includes(id)
        })
      const ids = idsOf()
      await requirement('entra.match.never-everyone', () =>
        expect(
          ids.filter((each) => each !== id).length,
          `number of other users that the query finds (${ids.length} users in total)`,
        ).to.equal(0),
      )
      await requirement('entra.match.by-any-attribute', () => {
        expect(response, `the query by ${target}`).to.be.answered(200)
        expect(ids, 'users found').to.include(id)
      })
    },
  }),
)

/** Checks that a user is matched by the new sign-in name after a change, and no longer by the old one. */
export const renamed: Check = defineCheck({
  id: 'entra.match.renamed',
  title: 'After a change of the user name, the user is found by the new name and no longer by the old one',
  requirements: ['entra.match.renamed'],
  dependsOn: ['match.user'],
  async run(context) {
    const { entra, expect, eventually } = context
    const [matching] = entra.mapping.matching
    if (matching?.target !== 'userName') return context.inapplicable('the mapping does not match by userName')
    await needAttribute(context, 'userName')
    const { sourceUser, id } = await provisionedUser(context)
    const other = await sourceUserFor(context)
    const [before, after] = [mappedValue(context, sourceUser, 'userName'), mappedValue(context, other, 'userName')]
    expectSuccess(
      context,
      await patchUser(context, id, { op: 'replace', path: 'userName', value: after }),
      'the PATCH of userName',
    )
    await eventually(async () => {
      const found = async (name: string) =>
        resourcesOf(await entra.client.query('/Users', 'userName', name))?.map((user) => user['id'])
      expect(await found(after), 'users found by the new name').to.deep.equal([id])
      expect(await found(before), 'users found by the old name').to.deep.equal([])
    })
  },
})

/** Checks that a duplicate user is rejected, also if the name differs only in letter case. */
export const conflict: Check = defineCheck({
  id: 'entra.create.conflict',
  title: 'A second user with the same user name is rejected with 409, in any letter case',
  requirements: ['entra.create.conflict-409', 'entra.create.conflict-any-case', 'entra.create.one-only'],
  async run(context) {
    const { entra, expect, given, requirement } = context
    const body = await given.userBody()
    const first = await entra.client.create('/Users', body)
    if (!isSuccess(first))
      return context.skip(`a user cannot be created: the POST was answered ${answerOf(first)}`, 'entra.create')
    const second = await entra.client.create('/Users', body)
    await requirement('entra.create.conflict-409', () => expect(second, 'the second POST').to.be.answered(409))
    if (second.status < 300) return
    const inCapitals = await entra.client.create('/Users', {
      ...body,
      userName: String(body['userName']).toUpperCase(),
    })
    await requirement('entra.create.conflict-any-case', () =>
      expect(inCapitals, 'the second POST, with the userName in capitals').to.be.answered(409),
    )
    if (inCapitals.status < 300) return
    const name = String(body['userName'])
    const found = resourcesOf(await entra.client.query('/Users', 'userName', name))
    // The check of the matching query reports a query that is rejected, or returns the wrong users.
    const namesakes = (found ?? []).filter(
      ({ userName }) => typeof userName === 'string' && userName.toLowerCase() === name.toLowerCase(),
    )
    await requirement('entra.create.one-only', () =>
      expect(namesakes.length, 'users with this userName').to.be.at.most(1),
    )
  },
})

/** Checks that of two simultaneous creates of the same user only one succeeds. */
export const race: Check = defineCheck({
  id: 'entra.create.race',
  parallel: true,
  title: 'If two requests create the same user at the same time, one is rejected with 409',
  requirements: ['entra.create.race'],
  async run({ entra, expect, given }) {
    const body = await given.userBody()
    const answers: EntraResponse[] = await Promise.all([1, 2].map(() => entra.client.create('/Users', body)))
    const descriptions = answers.map(answerOf).join('; ')
    const created = answers.filter(isSuccess)
    const rejected = answers.filter(({ status }) => status === 409)
    expect(
      [created.length, rejected.length],
      `number of successful and of 409 responses (${descriptions})`,
    ).to.deep.equal([1, 1])
  },
})
