import type { Check } from '../../harness/index.ts'
import { USER_SCHEMA } from '../../mocks/protocol/index.ts'
import {
  aUser,
  defineQuirks,
  expectAllSucceeded,
  expectNoFault,
  type Quirk,
  type Setup,
  shown,
  uniqueNames,
} from './quirk.ts'

const TUT = 'https://learn.microsoft.com/entra/identity/app-provisioning/use-scim-to-provision-users-and-groups'
const GUID = 'cf4d78e8-cc4f-4d5d-b8b9-183561c0104a'
const gh = (path: string): string => `https://github.com/${path}`

/** Asserts that the query returns 200 and no user. */
const findsNoUser: Quirk['verify'] = async (context, _names, answers) => {
  for (const answer of answers) {
    context.expect(answer).to.have.status(200)
    context.expect(answer.resource['totalResults'], 'totalResults').to.equal(0)
  }
}

/** Asserts that the query finds this user and no other. */
const findsTheUser: Quirk['verify'] = async (context, { user }, answers) => {
  expectAllSucceeded(context, answers)
  for (const { resources } of answers)
    context
      .expect(
        resources.map(({ id }) => id),
        'users found',
      )
      .to.deep.equal([user])
}

/**
 * Provisions a user and provides the names by which it is looked up: `{userName}`, `{capitals}`, `{email}`,
 * `{externalId}`.
 */
const named: Setup = async (context) => {
  const { given, scim, skip, target } = context
  const unique = given.unique()
  const email = `${unique}@contoso.example`
  const body = await given.userBody({ externalId: unique, emails: [{ type: 'work', value: email, primary: true }] })
  const created = await scim.post(target.endpoint('User'), body)
  if (!created.isSuccess) return skip(`a user cannot be created: ${created.describe()}`, 'entra.create')
  const userName = String(body['userName'])
  return { user: created.id, userName, capitals: userName.toUpperCase(), email, externalId: unique }
}

/** Provisions a user whose name contains a special character. */
const namedWith =
  (text: string): Setup =>
  async (context) => {
    const { given, scim, inapplicable, target } = context
    const [local = '', domain] = (await given.userName()).split('@')
    const userName = `${local}${text}${domain === undefined ? '' : `@${domain}`}`
    const created = await scim.post(target.endpoint('User'), await given.userBody({ userName }))
    return created.isSuccess
      ? { user: created.id, userName }
      : inapplicable(`the server rejects user names of this form: ${created.describe()}`)
  }

/**
 * Asserts that the query finds the user. An empty result or a rejection is a warning; a list of all users is a failure.
 */
const findsOrRejects: Quirk['verify'] = async (context, names, answers) => {
  expectNoFault(context, answers)
  const [answer] = answers
  if (answer === undefined || !answer.isSuccess) return context.warn(`the query is rejected: ${answer?.describe()}`)
  const others = answer.resources.filter(({ id }) => id !== names['user'])
  context.expect(others.length, 'other users that the query finds').to.equal(0)
  if (answer.resources.length === 0) context.warn(`the query finds no user: ${answer.describe()}`)
}

/** Checks queries that were quoted from public sources. */
export const queryQuirks: readonly Check[] = defineQuirks([
  {
    name: 'probe-plus',
    title: 'The probe with + for spaces and %22 for quotation marks returns 200 with an empty list',
    source: gh('AzureAD/SCIMReferenceCode/issues/63'),
    requirement: 'entra.probe.empty-list',
    setup: async () => ({}),
    requests: [{ method: 'GET', path: `/Users?filter=userName+eq+%22${GUID}%22` }],
    verify: findsNoUser,
  },
  {
    name: 'probe-raw-quotes',
    title: 'The probe with unencoded quotation marks returns 200 with an empty list',
    source: gh('MicrosoftDocs/azure-docs/issues/21660'),
    requirement: 'entra.probe.raw-quotes',
    setup: async () => ({}),
    requests: [{ method: 'GET', path: `/Users?filter=userName+eq+"${GUID}"` }],
    verify: findsNoUser,
  },
  {
    name: 'probe-not-found',
    title: 'A probe without a match does not return 404',
    source: gh('jelhub/scimgateway/issues/18'),
    requirement: 'entra.probe.empty-list',
    setup: async () => ({}),
    requests: [{ method: 'GET', path: '/Users?filter=userName%20eq%20%22nobody-of-this-name%22' }],
    verify: findsNoUser,
  },
  {
    name: 'filter-quoted',
    title: 'A filter with a quoted value finds the user',
    source: gh('wso2/product-is/issues/3373'),
    requirement: 'entra.match.list-response',
    setup: named,
    requests: [{ method: 'GET', path: '/Users?filter=userName%20eq%20%22{userName}%22' }],
    verify: findsTheUser,
  },
  {
    name: 'filter-any-case',
    title: 'A filter with the user name in capitals finds the user',
    source: gh('zulip/zulip/issues/21758'),
    requirement: 'entra.match.ignores-case',
    setup: named,
    requests: [{ method: 'GET', path: '/Users?filter=userName%20eq%20%22{capitals}%22' }],
    verify: findsTheUser,
  },
  {
    name: 'filter-operator-in-capitals',
    title: 'A filter with username and EQ, in another letter case, finds the user',
    source: gh('open-webui/open-webui/issues/18039'),
    requirement: 'entra.match.query-answered',
    setup: named,
    requests: [{ method: 'GET', path: '/Users?filter=username%20EQ%20%22{userName}%22' }],
    verify: findsTheUser,
  },
  {
    name: 'filter-external-id',
    title: 'A filter by externalId finds the user',
    source: gh('OctopusDeploy/Issues/issues/9841'),
    requirement: 'entra.match.by-external-id',
    setup: async (context) => {
      const names = await named(context)
      return 'externalId' in (await shown(context, names))
        ? names
        : context.inapplicable('the server does not store externalId')
    },
    requests: [{ method: 'GET', path: '/Users?filter=externalId%20eq%20%22{externalId}%22' }],
    verify: findsTheUser,
  },
  {
    name: 'filter-email',
    title: 'A filter by emails.value finds the user or is rejected; it never returns all users',
    source: gh('eneo-ai/eneo/pull/443'),
    requirement: 'entra.match.never-everyone',
    setup: named,
    requests: [{ method: 'GET', path: '/Users?filter=emails.value%20eq%20%22{email}%22' }],
    verify: findsOrRejects,
  },
  {
    name: 'filter-work-email',
    title: 'A filter by emails[type eq "work"].value finds the user or is rejected',
    source: TUT,
    requirement: 'entra.match.by-any-attribute',
    setup: named,
    requests: [{ method: 'GET', path: '/Users?filter=emails%5Btype%20eq%20%22work%22%5D.value%20eq%20%22{email}%22' }],
    verify: findsOrRejects,
  },
  {
    name: 'filter-core-urn',
    title: 'A filter with the schema URN before the attribute finds the user',
    source: gh('rancher/rancher/pull/54896'),
    requirement: 'entra.patch.core-urn',
    setup: named,
    requests: [{ method: 'GET', path: `/Users?filter=${USER_SCHEMA}:userName%20eq%20%22{userName}%22` }],
    verify: findsTheUser,
  },
  {
    name: 'filter-apostrophe',
    title: 'An apostrophe in a filter value is part of the value',
    source: gh('wso2/product-is/issues/6631'),
    requirement: 'entra.match.special-characters',
    setup: namedWith("'KELAH"),
    requests: [{ method: 'GET', path: '/Users?filter=userName%20eq%20%22{userName}%22' }],
    verify: findsTheUser,
  },
  {
    name: 'filter-reserved-characters',
    title: 'Percent-encoded + and & in a filter value are decoded once and compared',
    source: gh('fdipuma/scrima-dotnet/pull/5'),
    requirement: 'entra.match.special-characters',
    setup: namedWith('+b&c'),
    requests: [{ method: 'GET', path: '/Users?filter=userName%20eq%20%22{userName}%22' }],
    verify: findsTheUser,
  },
  {
    name: 'reference-check',
    title: 'A query by id and manager without quotation marks is answered or rejected',
    source: TUT,
    requirement: 'entra.match.reference-check',
    setup: aUser,
    requests: [
      {
        method: 'GET',
        path: '/Users?filter=id+eq+{user}+and+manager+eq+2819c223-7f76-453a-919d-413861904646&attributes=id',
      },
    ],
    verify: async (context, _names, answers) => {
      expectNoFault(context, answers)
      const [answer] = answers
      if (answer?.isSuccess === true) context.expect(answer.resource['totalResults'], 'totalResults').to.equal(0)
    },
  },
  {
    name: 'page-of-five',
    title: 'startIndex 6 with count 5 returns the second page of five',
    source: gh('AzureAD/SCIMReferenceCode'),
    requirement: 'entra.paging.index',
    dependsOn: ['index'],
    setup: async (context) => {
      for (let index = 0; index < 10; index += 1) await named(context)
      return uniqueNames(context)
    },
    requests: [
      { method: 'GET', path: '/Users?startIndex=1&count=5' },
      { method: 'GET', path: '/Users?startIndex=6&count=5' },
    ],
    verify: async (context, _names, answers) => {
      expectAllSucceeded(context, answers)
      const [first = [], second = []] = answers.map(({ resources }) => resources.map(({ id }) => String(id)))
      context.expect(second.length, 'users on the second page').to.be.within(1, 5)
      context
        .expect(second, 'ids on the second page')
        .to.not.fit(
          () => second.every((id) => first.includes(id)),
          `the ids of the first page, ${JSON.stringify(first)}`,
        )
    },
  },
])
