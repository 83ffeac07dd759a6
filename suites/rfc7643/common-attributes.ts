import { type Check, defineCheck, segmentOf } from '../../harness/index.ts'
import { USER_SCHEMA } from '../../mocks/protocol/index.ts'
import { aSharedUser, eventuallyReturns, isAssigned, member, read, valueAt } from '../support/index.ts'
import { fullUser } from './support/full-user.ts'
import { isUnsupported, make, replace } from './support/users.ts'
import { instantOf, swapCase } from './support/values.ts'

const SECOND = 1000

/** Checks the attributes that every resource has, whether or not its schema declares them (RFC 7643 §3). */
export const commonIsPresent: Check = defineCheck({
  id: 'scim.common.present',
  title: 'Users and Groups have id and meta, and filters accept both even if no schema declares them',
  requirements: ['rfc7643-3-09'],
  async run(context) {
    const { scim, given, expect, target, warn } = context
    const user = await aSharedUser(context)
    for (const resource of target.capabilities.groups ? [user, await given.group()] : [user]) {
      const shown = await read(context, resource)
      expect(shown.id, 'id').to.be.a('string').that.is.not.empty
      expect(shown.meta, 'meta').to.be.an('object').that.is.not.empty
    }
    if (!target.capabilities.filter) return
    for (const filter of [`id eq ${JSON.stringify(user.id)}`, 'meta.resourceType eq "User"']) {
      const name = JSON.stringify(user['userName'])
      const response = await scim.query(target.endpoint('User'), `userName eq ${name} and ${filter}`)
      if (isUnsupported(response)) warn(`the filter is rejected: ${response.describe()}`)
      else expect(response).to.be.scimList()
    }
  },
})

/** Checks that ids are case sensitive (RFC 7643 §3.1). */
export const idIsCaseExact: Check = defineCheck({
  id: 'scim.common.id-case-exact',
  title: 'An id in another letter case is a different id',
  requirements: ['rfc7643-3.1-07', 'rfc7643-7-17'],
  async run(context) {
    const { scim, expect, target, inapplicable, warn, requirement } = context
    const { id } = await aSharedUser(context)
    const swapped = swapCase(id)
    if (swapped === id) inapplicable('the ids of the server have no letters')
    const direct = await scim.get(`${target.endpoint('User')}/${segmentOf(swapped)}`)
    // The characteristic applies to values and filters; the RFC does not mention the path of a URL.
    if (direct.isSuccess && member(direct.body, 'id') === id)
      warn(`a GET of the id in another letter case returns the User: ${direct.describe()}`)
    if (!target.capabilities.filter) return
    const response = await scim.query(target.endpoint('User'), `id eq "${swapped}"`)
    if (isUnsupported(response)) {
      warn(`the filter is rejected: ${response.describe()}`)
      return
    }
    const found = response.resources.map((resource) => resource.id)
    for (const row of ['rfc7643-3.1-07', 'rfc7643-7-17'])
      await requirement(row, () => expect(found, `results of ${response.describe()}`).to.not.include(id))
  },
})

/** Checks that a client cannot change the id of a resource (RFC 7643 §3.1). */
export const idIsReadOnly: Check = defineCheck({
  id: 'scim.common.id-read-only',
  title: 'PUT with another id in its body does not change the id',
  requirements: ['rfc7643-3.1-08'],
  async run(context) {
    const { scim, given, expect } = context
    const { user, body } = await make(context)
    const response = await scim.put(user, { ...body, id: given.unique('id') })
    if (response.isSuccess && response.body !== undefined)
      expect(response.id, 'id in the response to the PUT').to.equal(user.id)
    expect((await read(context, user)).id, 'id').to.equal(user.id)
  },
})

/** Checks that id is always returned, even if `attributes` does not select it (RFC 7643 §3.1). */
export const idIsAlwaysReturned: Check = defineCheck({
  id: 'scim.common.id-always',
  title: 'id is returned even if the attributes parameter does not name it',
  requirements: ['rfc7643-3.1-09'],
  async run(context) {
    const { scim, once, expect, target } = context
    const { user } = await once(fullUser)
    const attributes = 'userName'
    expect((await read(context, user, { attributes })).id, 'id').to.equal(user.id)
    if (!target.capabilities.filter) return
    const filter = `userName eq ${JSON.stringify(user['userName'])}`
    const response = await scim.query(target.endpoint('User'), filter, { attributes })
    if (!response.isSuccess) return
    for (const { id } of response.resources) expect(id, 'id of an element').to.equal(user.id)
  },
})

/** Checks that ids are unique across resource types (RFC 7643 §3.1). */
export const idIsUnique: Check = defineCheck({
  id: 'scim.common.id-unique',
  title: 'No Group has the same id as a User',
  requirements: ['rfc7643-3.1-03'],
  dependsOn: ['groups'],
  async run({ scim, once, expect, target }) {
    const user = await aSharedUser({ once })
    // If ids are numbered per type, some Group has the same number.
    const response = await scim.get(`${target.endpoint('Group')}/${segmentOf(user.id)}`)
    expect(response, 'a Group with the id of a User').to.not.be.answered(200)
  },
})

/** Checks that externalId is optional and set only by the client (RFC 7643 §3.1). */
export const externalIdIsOptional: Check = defineCheck({
  id: 'scim.external-id.optional',
  title: 'externalId is optional, and the server does not invent one',
  requirements: ['rfc7643-3.1-11', 'rfc7643-3.1-12'],
  async run(context) {
    const { scim, given, expect, requirement, target } = context
    const { user } = await make(context)
    await requirement('rfc7643-3.1-12', async () => {
      const externalId = member(await read(context, user), 'externalId')
      expect(externalId ?? '', 'externalId of a User that was sent without one').to.equal('')
    })
    const body = await given.userBody({ externalId: given.unique('external') })
    const response = await scim.post(target.endpoint('User'), body)
    await requirement('rfc7643-3.1-11', () => expect(response).to.be.success())
  },
})

/** Checks that externalId is case sensitive and can be changed by the client (RFC 7643 §3.1). */
export const externalIdIsCaseExact: Check = defineCheck({
  id: 'scim.external-id.case-exact',
  title: 'externalId keeps its letter case, can be changed, and is found only in its own letter case',
  requirements: ['rfc7643-3.1-15', 'rfc7643-7-18', 'rfc7643-7-17'],
  async run(context) {
    const { scim, given, expect, requirement, target, inapplicable, warn } = context
    const [first, second] = [`MiXeD-${given.unique()}`, `mIxEd-${given.unique()}`]
    const made = await make(context, { externalId: first })
    const kept = member(await read(context, made.user), 'externalId')
    if (!isAssigned(kept)) inapplicable('the server does not store externalId')
    await requirement('rfc7643-7-18', () => expect(kept, 'externalId').to.equal(first))
    await replace(context, made, { externalId: second })
    await requirement('rfc7643-3.1-15', () =>
      eventuallyReturns(context, made.user, (shown) =>
        expect(member(shown, 'externalId'), 'externalId after a PUT').to.equal(second),
      ),
    )
    if (!target.capabilities.filter) return
    const response = await scim.query(target.endpoint('User'), `externalId eq "${swapCase(second)}"`)
    if (isUnsupported(response)) {
      warn(`the filter is rejected: ${response.describe()}`)
      return
    }
    const found = response.resources.map(({ id }) => id)
    for (const row of ['rfc7643-3.1-15', 'rfc7643-7-17'])
      await requirement(row, () => expect(found, `results of ${response.describe()}`).to.not.include(made.user.id))
  },
})

/** Checks that the server does not enforce uniqueness of externalId (RFC 7643 §3.1). */
export const externalIdMayRepeat: Check = defineCheck({
  id: 'scim.external-id.may-repeat',
  title: 'Two Users can have the same externalId',
  requirements: ['rfc7643-3.1-14'],
  async run(context) {
    const { scim, given, expect, target, inapplicable } = context
    const externalId = given.unique('external')
    const { user } = await make(context, { externalId })
    if (!isAssigned(member(await read(context, user), 'externalId')))
      inapplicable('the server does not store externalId')
    expect(await scim.post(target.endpoint('User'), await given.userBody({ externalId }))).to.be.success()
  },
})

/** Checks that meta is returned by default and follows a selection of attributes (RFC 7643 §3.1). */
export const metaIsDefault: Check = defineCheck({
  id: 'scim.meta.returned',
  title: 'meta is in the response to a plain GET, and otherwise only if the attributes parameter names it',
  requirements: ['rfc7643-3.1-17'],
  async run(context) {
    const { once, expect, skip, warn } = context
    const { user } = await once(fullUser)
    const byDefault = (await read(context, user)).meta
    const byName = (await read(context, user, { attributes: 'meta' })).meta
    if (!isAssigned(byDefault) && !isAssigned(byName)) skip('the User has no meta', 'scim.common.present')
    expect(byDefault, 'meta').to.be.an('object')
    expect(byName, 'meta in the response to a GET with attributes=meta').to.be.an('object')
    const narrow = await read(context, user, { attributes: 'userName' })
    const others = Object.keys(narrow).filter((name) => !/^(?:schemas|id|meta|userName|urn:.*)$/i.test(name))
    // If every selection of attributes is ignored, another check reports that.
    if (isAssigned(member(narrow, 'meta')) && others.length === 0)
      warn('meta is returned although attributes=userName does not name it')
  },
})

/** Checks that a client cannot write meta (RFC 7643 §3.1). */
export const metaIsReadOnly: Check = defineCheck({
  id: 'scim.meta.read-only',
  title: 'meta in a PUT or a PATCH is not stored',
  requirements: ['rfc7643-3.1-18'],
  async run(context) {
    const { scim, expect, target } = context
    const { user, body } = await make(context)
    const sent = '2001-01-01T00:00:00Z'
    const judge = (): Promise<void> =>
      eventuallyReturns(context, user, (shown) => {
        const created = valueAt(shown, 'meta.created')
        if (isAssigned(created)) expect(created, 'meta.created').to.not.match(/^2001-/)
      })
    await scim.put(user, { ...body, id: user.id, meta: { resourceType: 'User', created: sent } })
    await judge()
    if (!target.capabilities.patch) return
    await scim.patch(user, [{ op: 'replace', path: 'meta.created', value: sent }])
    await judge()
  },
})

const PAUSES = [0, 20, SECOND + 100]

/**
 * Checks that meta.created and meta.lastModified are equal at first and that a change moves only meta.lastModified (RFC
 * 7643 §3.1).
 */
export const metaTimes: Check = defineCheck({
  id: 'scim.meta.last-modified',
  title:
    'meta.lastModified equals meta.created at first, and is later after a change, which does not change meta.created',
  requirements: ['rfc7643-3.1-20', 'rfc7643-3.1-21', 'rfc7643-3.1-22'],
  async run(context) {
    const { given, expect, requirement, target, inapplicable, warn, pause } = context
    const made = await make(context)
    const timeOf = async (name: string): Promise<number> =>
      instantOf(valueAt(await read(context, made.user), `meta.${name}`))
    const [created, modified] = [await timeOf('created'), await timeOf('lastModified')]
    if (Number.isNaN(created) || Number.isNaN(modified))
      inapplicable('the server does not return meta.created and meta.lastModified')
    const distance = Math.abs(modified - created)
    await requirement('rfc7643-3.1-21', () =>
      expect(distance, 'milliseconds between meta.created and meta.lastModified of a new User').to.be.below(SECOND),
    )
    if (distance > 0 && distance < SECOND)
      warn(`meta.lastModified of a new User is ${distance} ms away from meta.created`)
    const name = ['displayName', 'title', 'nickName'].find(
      (one) => target.declares(USER_SCHEMA, one) && target.isStored(one),
    )
    if (name === undefined) return
    let after = modified
    // Some servers return times in milliseconds, others only in seconds.
    for (const milliseconds of PAUSES) {
      await pause(milliseconds)
      await replace(context, made, { [name]: `Rehearsal ${given.unique()}` })
      after = await timeOf('lastModified')
      if (after > modified) break
    }
    const createdAfter = await timeOf('created')
    // Some servers return fractions of a second only until the resource is stored.
    const isRenewed = createdAfter === after ? after > created : Math.abs(createdAfter - created) >= SECOND
    await requirement('rfc7643-3.1-20', () =>
      expect(isRenewed ? createdAfter : created, `meta.created after ${name} was changed`).to.equal(created),
    )
    await requirement('rfc7643-3.1-22', () =>
      expect(after, `meta.lastModified after ${name} was changed`).to.be.above(modified),
    )
  },
})

/** Checks that meta.location is the URL of the resource (RFC 7643 §3.1). */
export const metaLocation: Check = defineCheck({
  id: 'scim.meta.location',
  title: 'A GET of meta.location returns the resource',
  requirements: ['rfc7643-3.1-23'],
  async run(context) {
    const { scim, expect, target, inapplicable, warn } = context
    const user = await aSharedUser(context)
    const location = valueAt(await read(context, user), 'meta.location')
    if (typeof location !== 'string' || location === '') inapplicable('the server does not return meta.location')
    const url = new URL(String(location), `${target.baseUrl}/`)
    if (url.origin !== new URL(target.baseUrl).origin) {
      warn(`meta.location is at ${url.origin}; the run sends no credentials to other hosts`)
      return
    }
    const response = await scim.get(url.href)
    expect(response).to.have.status(200)
    expect(response.id, 'id of the resource at meta.location').to.equal(user.id)
  },
})
