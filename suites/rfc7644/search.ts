import { type Check, type CheckContext, defineCheck, type ScimResponse } from '../../harness/index.ts'
import { type JsonObject, USER_SCHEMA } from '../../mocks/protocol/index.ts'
import { isAssigned, requireDeclared } from '../support/index.ts'
import { hitsAmong, isRejection, LARGE_COUNT, searchByPost } from './support/query.ts'
import { requireSelection } from './support/selected-user.ts'
import { namesOf, type ThreeUsers, threeUsers } from './support/three-users.ts'

const dependsOn = ['search', 'filter'] as const

/** Searches for the three Users by POST and asserts that the response is a list. */
async function search(context: CheckContext, three: ThreeUsers, members: JsonObject = {}): Promise<ScimResponse> {
  const response = await searchByPost(context, { filter: three.filter, ...LARGE_COUNT, ...members })
  context.expect(response).to.be.scimList()
  return response
}

/** Checks that POST to .search is a query and creates nothing (RFC 7644 §3.4.3). */
export const searchIsQuery: Check = defineCheck({
  id: 'scim.search.is-query',
  title: 'POST to /Users/.search is a query, and creates nothing',
  requirements: ['rfc7644-3.4.3-01'],
  dependsOn: ['filter'],
  async run(context) {
    const { once, expect, target, warn } = context
    const three = await once(threeUsers)
    const response = await searchByPost(context, { filter: three.filter, ...LARGE_COUNT })
    // Support for search is not advertised, so its absence is only a remark.
    if (isRejection(response)) {
      if (target.capabilityReasons.search !== 'set by the configuration')
        warn(`the server does not support queries by POST: ${response.describe()}`)
      return
    }
    expect(response).to.be.scimList()
    expect(hitsAmong(response, three.users), 'results of the search').to.have.members(namesOf(three, 0, 1, 2))
  },
})

/** Checks a search without the SearchRequest schema (RFC 7644 §3.4.3). */
export const searchNamesItself: Check = defineCheck({
  id: 'scim.search.schemas',
  title: 'A search without SearchRequest in schemas is rejected',
  requirements: ['rfc7644-3.4.3-02'],
  dependsOn: ['search'],
  readOnly: true,
  async run({ scim, given, expect, target, warn }) {
    const filter = `userName eq "${given.unique('no-user')}"`
    for (const schemas of [undefined, [USER_SCHEMA]]) {
      const body: JsonObject = schemas === undefined ? { filter } : { schemas, filter }
      const response = await scim.post(`${target.endpoint('User')}/.search`, body)
      // The MUST applies to the client.
      if (response.isSuccess)
        warn(
          `a search of ${schemas === undefined ? 'no schemas' : `schemas ${JSON.stringify(schemas)}`} is answered: ${response.describe()}`,
        )
      else expect(response).to.be.refused()
    }
  },
})

/** Checks that a search by POST finds the same resources as a GET with the same filter (RFC 7644 §3.4.3). */
export const searchIsAsGet: Check = defineCheck({
  id: 'scim.search.as-get',
  title: 'A search finds the same resources as a GET with the same filter',
  requirements: ['rfc7644-3.4.3-03', 'rfc7644-3.4.3-04'],
  dependsOn,
  async run(context) {
    const { once, expect, requirement, skip, scim, target } = context
    const three = await once(threeUsers)
    const filter = `userName eq ${JSON.stringify(namesOf(three, 1)[0])}`
    const byGet = await scim.get(target.endpoint('User'), { query: { filter } })
    if (!byGet.isSuccess) skip(`the filter is rejected in a GET: ${byGet.describe()}`, 'filter')
    const byPost = await search(context, three, { filter })
    await requirement('rfc7644-3.4.3-04', () =>
      expect(hitsAmong(byPost, three.users), 'results of the search').to.deep.equal(namesOf(three, 1)),
    )
    await requirement('rfc7644-3.4.3-03', () => {
      expect(byPost.resource['totalResults'], 'totalResults').to.equal(byGet.resource['totalResults'])
      expect(
        byPost.resources.map(({ id }) => id),
        'ids',
      ).to.have.members(byGet.resources.map(({ id }) => id))
    })
  },
})

/** Checks that a search with an invalid filter is rejected (RFC 7644 §3.4.3). */
export const searchRejectsFilter: Check = defineCheck({
  id: 'scim.search.invalid-filter',
  title: 'A search with a malformed filter returns 400 invalidFilter',
  requirements: ['rfc7644-3.4.3-05'],
  dependsOn,
  readOnly: true,
  async run(context) {
    const response = await searchByPost(context, { filter: 'userName regex "x"' })
    context.expect(response).to.be.scimError(400, 'invalidFilter')
  },
})

/** Checks `attributes` of a search (RFC 7644 §3.4.3). */
export const searchSelects: Check = defineCheck({
  id: 'scim.search.attributes',
  title: 'attributes of a search is an array, and each result has only the attributes that it names',
  requirements: ['rfc7644-3.4.3-06'],
  dependsOn,
  async run(context) {
    const { once, expect, target } = context
    await requireSelection(context, 'attributes')
    const { resources } = await search(context, await once(threeUsers), { attributes: ['userName'] })
    const always = (target.schemas.get(USER_SCHEMA)?.attributes ?? []).filter(({ returned }) => returned === 'always')
    const free = ['schemas', 'id', 'meta', 'userName', ...always.map(({ name }) => name)].map((one) =>
      one.toLowerCase(),
    )
    for (const resource of resources) {
      expect(resource.id, 'id').to.be.a('string').that.is.not.empty
      expect(resource['userName'], 'userName').to.be.a('string').that.is.not.empty
      const others = Object.keys(resource).filter(
        (name) => !name.startsWith('urn:') && !free.includes(name.toLowerCase()),
      )
      expect(others, 'attributes in the response that the request did not name').to.deep.equal([])
    }
  },
})

/** Checks `excludedAttributes` of a search (RFC 7644 §3.4.3). */
export const searchExcludes: Check = defineCheck({
  id: 'scim.search.excluded-attributes',
  title: 'excludedAttributes of a search removes attributes that are not returned "always"',
  requirements: ['rfc7644-3.4.3-07'],
  dependsOn,
  async run(context) {
    const { once, expect } = context
    requireDeclared(context, USER_SCHEMA, 'emails')
    await requireSelection(context, 'excludedAttributes')
    const { resources } = await search(context, await once(threeUsers), { excludedAttributes: ['id', 'emails'] })
    for (const resource of resources) {
      expect(resource.id, 'id').to.be.a('string').that.is.not.empty
      expect(resource['emails'], 'emails in a search with excludedAttributes emails').to.not.fit(isAssigned, 'a value')
    }
  },
})

/** Checks `sortBy` and `sortOrder` of a search (RFC 7644 §3.4.3). */
export const searchSorts: Check = defineCheck({
  id: 'scim.search.sorted',
  title: 'sortBy and sortOrder of a search sort its results',
  requirements: ['rfc7644-3.4.3-08'],
  dependsOn: ['search', 'filter', 'sort'],
  async run(context) {
    const three = await context.once(threeUsers)
    const response = await search(context, three, { sortBy: 'userName', sortOrder: 'descending' })
    context.expect(hitsAmong(response, three.users), 'results of the search').to.deep.equal(namesOf(three, 2, 0, 1))
  },
})

/** Checks `startIndex` and `count` of a search (RFC 7644 §3.4.3). */
export const searchPages: Check = defineCheck({
  id: 'scim.search.paged',
  title: 'startIndex and count of a search select a page of its results',
  requirements: ['rfc7644-3.4.3-09'],
  dependsOn: ['search', 'filter', 'index'],
  async run(context) {
    const { once, expect } = context
    const three = await once(threeUsers)
    const one = await search(context, three, { count: 1 })
    expect(one.resources.length, 'number of resources with count 1').to.be.at.most(1)
    const none = await search(context, three, { count: 0 })
    expect(none.resources.length, 'number of resources with count 0').to.equal(0)
    const second = await search(context, three, { startIndex: 2, count: 1 })
    expect(second.resource['totalResults'], 'totalResults').to.equal(3)
    expect(second.resource['startIndex'], 'startIndex of the response').to.equal(2)
  },
})
