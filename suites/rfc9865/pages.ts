import { type Check, type CheckContext, defineCheck, type ScimResponse } from '../../harness/index.ts'
import { type JsonObject, SEARCH_REQUEST_MESSAGE } from '../../mocks/protocol/index.ts'
import { pagedUsers } from './support/paged-users.ts'

const MAX_PAGES = 10
const dependsOn = ['cursor', 'filter'] as const

type Query = Readonly<Record<string, string | number>>

function page({ scim, target }: CheckContext, { filter, ...parameters }: Query): Promise<ScimResponse> {
  const path = target.endpoint('User')
  return filter === undefined ? scim.get(path, { query: parameters }) : scim.query(path, String(filter), parameters)
}

const cursorOf = (response: ScimResponse, name: 'nextCursor' | 'previousCursor'): string | undefined => {
  const value = response.resource[name]
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** Requests the first page. Ends the check if it cannot be read, which `scim.cursor.first-page` judges. */
async function firstPage(context: CheckContext, query: Query): Promise<ScimResponse> {
  const response = await page(context, { ...query, cursor: '' })
  if (response.status !== 200)
    context.skip(`the first page is not returned: ${response.describe()}`, 'scim.cursor.first-page')
  return response
}

async function walk(context: CheckContext, query: Query): Promise<ScimResponse[]> {
  const pages = [await firstPage(context, query)]
  for (let last = pages[0]; last !== undefined && pages.length < MAX_PAGES; last = pages.at(-1)) {
    const cursor = cursorOf(last, 'nextCursor')
    if (cursor === undefined) break
    const next = await page(context, { ...query, cursor })
    context.expect(next).to.have.status(200)
    pages.push(next)
  }
  return pages
}

/** Checks that an empty cursor requests the first page (RFC 9865 §2). */
export const firstPageReturned: Check = defineCheck({
  id: 'scim.cursor.first-page',
  title: 'An empty cursor returns the first page, with a nextCursor if more results follow',
  requirements: ['rfc9865-2-01'],
  dependsOn,
  async run(context) {
    const { filter } = await context.once(pagedUsers)
    const { endpoint } = context.target
    const path = `${endpoint('User')}?filter=${encodeURIComponent(filter)}&count=1`
    for (const form of ['cursor', 'cursor=']) {
      const response = await context.scim.get(`${path}&${form}`)
      if (response.status === 403) context.inapplicable(`a filter in a URL is rejected: ${response.describe()}`)
      context.expect(response).to.have.status(200)
      context.expect(response.resource['nextCursor'], `nextCursor of ?${form}`).to.be.a('string').that.is.not.empty
    }
  },
})

/** Checks that following nextCursor visits every resource exactly once (RFC 9865 §2). */
export const pagesAreWalked: Check = defineCheck({
  id: 'scim.cursor.walk',
  title: 'Following nextCursor returns every resource once, and the last page has no nextCursor',
  requirements: ['rfc9865-2-02', 'rfc9865-2-06', 'rfc9865-2-07', 'rfc9865-2-09', 'rfc9865-2-10', 'rfc9865-2-11'],
  dependsOn,
  async run(context) {
    const { expect, requirement } = context
    const { ids, filter } = await context.once(pagedUsers)
    const pages = await walk(context, { filter, count: 1 })
    const seen = pages.flatMap((response) => response.resources.map(({ id }) => String(id)))
    for (const [index, response] of pages.entries()) {
      const { nextCursor = null, previousCursor = null, totalResults = null } = response.resource
      for (const cursor of [nextCursor, previousCursor])
        if (cursor !== null)
          await requirement('rfc9865-2-02', () => expect(cursor, 'a cursor').to.match(/^[A-Za-z0-9._~-]+$/))
      const rest = ids.filter((id) => !seen.slice(0, index + 1).includes(id))
      if (rest.length > 0)
        await requirement('rfc9865-2-06', () =>
          expect(nextCursor, `nextCursor of page ${index + 1}, after which ${rest.length} resources follow`).to.be.a(
            'string',
          ),
        )
      if (index === 0)
        await requirement('rfc9865-2-09', () =>
          expect(previousCursor, 'previousCursor of the first page').to.equal(null),
        )
      if (totalResults !== null)
        await requirement('rfc9865-2-11', () =>
          expect(totalResults, 'totalResults').to.fit(Number.isInteger, 'an integer'),
        )
    }
    await requirement('rfc9865-2-10', () => expect(seen, 'ids in the order of the pages').to.have.members([...ids]))
    await requirement('rfc9865-2-07', () => {
      expect(cursorOf(pages.at(-1) as ScimResponse, 'nextCursor'), 'nextCursor of the last page').to.equal(undefined)
      expect(new Set(seen), 'ids on the pages up to the one without nextCursor').to.deep.equal(new Set(ids))
    })
  },
})

/** Checks that previousCursor leads to the previous page (RFC 9865 §2). */
export const previousPage: Check = defineCheck({
  id: 'scim.cursor.previous-page',
  title: 'previousCursor, if present, returns the previous page',
  requirements: ['rfc9865-2-08'],
  dependsOn,
  async run(context) {
    const { expect, inapplicable } = context
    const { filter } = await context.once(pagedUsers)
    const query = { filter, count: 1 }
    const [first, second] = await walk(context, query)
    if (first === undefined || second === undefined) inapplicable('the list has no second page')
    const cursor = second === undefined ? undefined : cursorOf(second, 'previousCursor')
    if (cursor === undefined) inapplicable('the second page has no previousCursor')
    const back = await page(context, { ...query, cursor: String(cursor) })
    expect(back).to.have.status(200)
    expect(
      back.resources.map(({ id }) => id),
      'ids on the page of previousCursor',
    ).to.deep.equal(first?.resources.map(({ id }) => id))
  },
})

/** Checks that count limits a page (RFC 9865 §2). */
export const countIsLimit: Check = defineCheck({
  id: 'scim.cursor.count',
  title: 'A page by cursor has at most count resources, and none for a count of 0 or below',
  requirements: ['rfc9865-2-03', 'rfc9865-2-04', 'rfc9865-2-05'],
  dependsOn,
  async run(context) {
    const { expect, requirement, note } = context
    const { filter } = await context.once(pagedUsers)
    const two = await firstPage(context, { filter, count: 2 })
    await requirement('rfc9865-2-05', () =>
      expect(two.resources.length, 'number of Resources with count=2').to.be.at.most(2),
    )
    const none = await page(context, { filter, cursor: '', count: 0 })
    await requirement('rfc9865-2-04', () => {
      expect(none).to.have.status(200)
      expect(none.resources.length, 'number of Resources with count=0').to.equal(0)
    })
    const negative = await page(context, { filter, cursor: '', count: -1 })
    await requirement('rfc9865-2-03', () => {
      expect(negative).to.have.status(200, 400)
      if (negative.status === 200) expect(negative.resources.length, 'number of Resources with count=-1').to.equal(0)
      else note(`a negative count is rejected, which Table 3 allows: ${negative.describe()}`)
    })
  },
})

/** Checks that an unknown cursor is rejected (RFC 9865 §2.1). */
export const unknownCursor: Check = defineCheck({
  id: 'scim.cursor.unknown',
  title: 'An unknown cursor returns 400 invalidCursor',
  requirements: ['rfc9865-2.1-01', 'rfc9865-2.1-02'],
  dependsOn: ['cursor'],
  readOnly: true,
  async run(context) {
    const { expect, given, requirement } = context
    const response = await page(context, { cursor: `zz-not-a-cursor-${given.unique()}`, count: 1 })
    await requirement('rfc9865-2.1-01', () => {
      expect(response).to.be.refused()
      expect(response).to.be.scimResource('Error')
    })
    await requirement('rfc9865-2.1-02', () => expect(response).to.be.scimError(400, 'invalidCursor'))
  },
})

const MAX_WAIT_SECONDS = 2

/** Checks the response to an expired cursor (RFC 9865 §2.1). */
export const expiredCursor: Check = defineCheck({
  id: 'scim.cursor.expired',
  title: 'An expired cursor is still accepted, or returns 400 expiredCursor',
  requirements: ['rfc9865-2.1-03'],
  dependsOn,
  async run(context) {
    const { expect, inapplicable, pause, target } = context
    const stated = (target.serviceProviderConfig?.['pagination'] as JsonObject | undefined)?.['cursorTimeout']
    if (typeof stated !== 'number' || stated > MAX_WAIT_SECONDS)
      inapplicable(
        typeof stated === 'number'
          ? `cursors are valid for ${stated} seconds, longer than the check waits`
          : 'the server does not say how long cursors are valid',
      )
    const { filter } = await context.once(pagedUsers)
    const cursor = cursorOf(await firstPage(context, { filter, count: 1 }), 'nextCursor')
    if (cursor === undefined) inapplicable('the first page has no nextCursor')
    await pause(Number(stated) * 1000 + 100)
    const response = await page(context, { filter, count: 1, cursor: String(cursor) })
    if (response.status !== 200) expect(response).to.be.scimError(400, ['expiredCursor', 'invalidCursor'])
  },
})

/** Checks a change of count between two pages (RFC 9865 §2.1). */
export const changedCount: Check = defineCheck({
  id: 'scim.cursor.changed-count',
  title: 'A second page with another count is returned, or rejected with 400 and an Error',
  requirements: ['rfc9865-2.1-04'],
  dependsOn,
  async run(context) {
    const { expect, note, inapplicable } = context
    const { filter } = await context.once(pagedUsers)
    const cursor = cursorOf(await firstPage(context, { filter, count: 1 }), 'nextCursor')
    if (cursor === undefined) inapplicable('the first page has no nextCursor')
    const response = await page(context, { filter, count: 2, cursor: String(cursor) })
    expect(response).to.have.status(200, 400)
    if (response.status === 400) expect(response).to.be.scimResource('Error')
    note(`a second page with another count: ${response.describe()}`)
  },
})

/** Checks that sortBy applies across pages (RFC 9865 §2.2). */
export const sortedPages: Check = defineCheck({
  id: 'scim.cursor.sorted',
  title: 'Pages by cursor follow sortBy',
  requirements: ['rfc9865-2.2-01'],
  dependsOn: ['cursor', 'filter', 'sort'],
  async run(context) {
    const { names, filter } = await context.once(pagedUsers)
    const pages = await walk(context, { filter, count: 1, sortBy: 'userName' })
    const seen = pages.flatMap((response) => response.resources.map(({ userName }) => String(userName).toLowerCase()))
    context.expect(seen, 'userNames on the pages').to.deep.equal(names.map((name) => name.toLowerCase()).sort())
  },
})

/** Checks that a request without paging parameters uses the advertised default method (RFC 9865 §2.4). */
export const defaultMethod: Check = defineCheck({
  id: 'scim.cursor.default-method',
  title: 'A request without paging parameters uses the default paging method that the server advertises',
  requirements: ['rfc9865-2.4-01'],
  dependsOn: ['cursor', 'index', 'filter'],
  async run(context) {
    const { expect, inapplicable, target } = context
    const published = (target.serviceProviderConfig?.['pagination'] as JsonObject | undefined)?.[
      'defaultPaginationMethod'
    ]
    const method = typeof published === 'string' ? published.toLowerCase() : undefined
    if (method !== 'cursor' && method !== 'index') inapplicable('the server does not advertise defaultPaginationMethod')
    const { filter } = await context.once(pagedUsers)
    const response = await page(context, { filter, count: 1 })
    expect(response).to.have.status(200)
    const { nextCursor = null, startIndex = null } = response.resource
    if (response.resources.length > 1 || (nextCursor !== null && startIndex !== null)) return
    if (method === 'cursor') expect(nextCursor, 'nextCursor (the default method is cursor)').to.be.a('string')
    else expect(nextCursor, 'nextCursor (the default method is index)').to.equal(null)
  },
})

/** Checks cursor-based paging of a search by POST (RFC 9865 §3). */
export const searchPages: Check = defineCheck({
  id: 'scim.cursor.search',
  title: 'A query by POST can be paged by cursor',
  requirements: ['rfc9865-3-01'],
  dependsOn: ['cursor', 'filter', 'search'],
  async run(context) {
    const { scim, target, expect } = context
    const { ids, filter } = await context.once(pagedUsers)
    const ask = (cursor: string): Promise<ScimResponse> =>
      scim.post(`${target.endpoint('User')}/.search`, { schemas: [SEARCH_REQUEST_MESSAGE], filter, count: 1, cursor })
    const first = await ask('')
    expect(first).to.have.status(200)
    expect(first.resource['nextCursor'], 'nextCursor').to.be.a('string')
    const second = await ask(String(first.resource['nextCursor']))
    expect(second).to.have.status(200)
    const seen = [...first.resources, ...second.resources].map(({ id }) => String(id))
    expect(new Set(seen).size, 'resources on two pages').to.equal(2)
    expect(ids, 'ids of the results').to.include.members(seen)
  },
})

/** Checks that a cursor does not replace credentials (RFC 9865 §5.2). */
export const cursorIsNoCredential: Check = defineCheck({
  id: 'scim.cursor.needs-credentials',
  title: 'A cursor without credentials is rejected',
  requirements: ['rfc9865-5.2-02'],
  dependsOn: ['cursor', 'filter', 'auth'],
  async run(context) {
    const { scim, target, expect, inapplicable } = context
    const { filter } = await context.once(pagedUsers)
    const cursor = cursorOf(await firstPage(context, { filter, count: 1 }), 'nextCursor')
    if (cursor === undefined) inapplicable('the first page has no nextCursor')
    const response = await scim.anonymous.get(target.endpoint('User'), {
      query: { filter, count: 1, cursor: String(cursor) },
    })
    expect(response).to.have.status(401, 403)
  },
})

/** Checks that the error for an unknown cursor does not reveal resources (RFC 9865 §5.2). */
export const errorsRevealNothing: Check = defineCheck({
  id: 'scim.cursor.error-tells-nothing',
  title: 'The error for an unknown cursor contains no resource',
  requirements: ['rfc9865-5.2-03'],
  dependsOn,
  async run(context) {
    const { names, ids, filter } = await context.once(pagedUsers)
    const response = await page(context, { filter, count: 1, cursor: 'zz-not-a-cursor' })
    if (response.isSuccess) context.inapplicable('the server does not reject an unknown cursor')
    const asked = decodeURIComponent(filter)
    for (const value of [...ids, ...names])
      if (!asked.includes(value)) context.expect(response.text, 'the error').to.not.include(value)
  },
})
