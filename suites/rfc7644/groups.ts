import { type Check, defineCheck, segmentOf } from '../../harness/index.ts'
import { createdFrom } from '../support/index.ts'
import { query } from './support/query.ts'

const dependsOn = ['groups'] as const

/** Checks the response to the create of a Group, which is the same as for Users (RFC 7644 §3.3). */
export const groupCreated: Check = defineCheck({
  id: 'scim.group.create-answers-201',
  title: 'POST of a valid Group returns 201 with the Group, and a GET by its id returns it',
  requirements: ['rfc7644-3.3-05', 'rfc7644-3.3-06', 'rfc7644-3.4.1-01'],
  dependsOn: [...dependsOn, 'create.status'],
  async run(context) {
    const { scim, given, expect, target, requirement, skip } = context
    const response = await scim.post(target.endpoint('Group'), given.groupBody())
    if (!response.isSuccess) return skip(`a Group cannot be created: ${response.describe()}`, 'create.group')
    await requirement('rfc7644-3.3-05', () => expect(response).to.have.status(201))
    // A response without a body is reported once, by the check of Users.
    if (response.body !== undefined)
      await requirement('rfc7644-3.3-06', () => expect(response).to.be.scimResource('Group'))
    const { id } = await createdFrom(context, response)
    const shown = await scim.get(`${target.endpoint('Group')}/${segmentOf(id)}`)
    await requirement('rfc7644-3.4.1-01', () => {
      expect(shown).to.have.status(200)
      expect(shown.id, 'id of the Group in the response to the GET').to.equal(id)
    })
  },
})

/** Checks that a Group can be read by its id (RFC 7644 §3.4.1). */
export const groupRead: Check = defineCheck({
  id: 'scim.group.read-by-id',
  title: 'GET of an existing Group returns 200 with the resource',
  requirements: ['rfc7644-3.4.1-01'],
  dependsOn,
  async run(context) {
    const { scim, given, expect, target, skip } = context
    const response = await scim.post(target.endpoint('Group'), given.groupBody())
    if (!response.isSuccess) return skip(`a Group cannot be created: ${response.describe()}`, 'create.group')
    const { id } = await createdFrom(context, response)
    const shown = await scim.get(`${target.endpoint('Group')}/${segmentOf(id)}`)
    expect(shown).to.have.status(200)
    expect(shown.id, 'id of the Group').to.equal(id)
  },
})

/** Checks the Location header of the response to the create of a Group (RFC 7644 §3.3). */
export const groupHasLocation: Check = defineCheck({
  id: 'scim.group.location-header',
  title: 'The response to a create has the URL of the new Group in its Location header',
  requirements: ['rfc7644-3.3-07'],
  dependsOn: [...dependsOn, 'create.location'],
  async run({ scim, given, expect, skip, target }) {
    const response = await scim.post(target.endpoint('Group'), given.groupBody())
    if (!response.isSuccess) skip(`a Group cannot be created: ${response.describe()}`, 'create.group')
    expect(response.headers['location'], 'Location header of the response').to.be.a('string')
  },
})

/** Checks that DELETE removes a Group (RFC 7644 §3.6). */
export const groupDeleted: Check = defineCheck({
  id: 'scim.group.delete-answers-204',
  title: 'DELETE of a Group returns 204, and the Group no longer exists',
  requirements: ['rfc7644-3.6-01', 'rfc7644-3.6-03', 'rfc7644-3.6-04', 'rfc7644-3.6-06'],
  dependsOn,
  async run(context) {
    const { scim, given, expect, target, requirement, eventually } = context
    const group = await given.group()
    const path = `${target.endpoint('Group')}/${segmentOf(group.id)}`
    const response = await scim.delete(path)
    await requirement('rfc7644-3.6-01', () => expect(response).to.have.status(204))
    if (!response.isSuccess) return
    await requirement('rfc7644-3.6-03', () =>
      eventually(async () => void expect(await scim.get(path)).to.have.status(404)),
    )
    await requirement('rfc7644-3.6-06', async () => expect(await scim.delete(path)).to.have.status(404))
    if (!target.capabilities.filter) return
    const filter = `displayName eq ${JSON.stringify(group['displayName'])}`
    await requirement('rfc7644-3.6-04', () =>
      eventually(async () => {
        const found = await query(context, filter, {}, target.endpoint('Group'))
        if (!found.isSuccess) return
        expect(found).to.be.scimList()
        expect(
          found.resources.map(({ id }) => id),
          'ids of the Groups that a filter by its name finds',
        ).to.not.include(group.id)
      }),
    )
  },
})

/** Checks the status of requests for a Group that does not exist (RFC 7644 §3.4.1 and §3.6). */
export const unknownGroup: Check = defineCheck({
  id: 'scim.group.unknown-id',
  title: 'GET and DELETE of an unknown Group return 404',
  requirements: ['rfc7644-3.4.1-02', 'rfc7644-3.6-06'],
  dependsOn,
  async run({ scim, given, expect, target, requirement }) {
    const path = `${target.endpoint('Group')}/${segmentOf(given.unknownId('Group'))}`
    await requirement('rfc7644-3.4.1-02', async () => expect(await scim.get(path)).to.have.status(404))
    await requirement('rfc7644-3.6-06', async () => expect(await scim.delete(path)).to.have.status(404))
  },
})

/** Checks that PATCH of a Group that does not exist is rejected (RFC 7644 §3.5.2). */
export const unknownGroupPatched: Check = defineCheck({
  id: 'scim.group.patch-unknown-id',
  title: 'PATCH of an unknown Group returns 404',
  requirements: ['rfc7644-3.5.2-31'],
  dependsOn: ['groups', 'patch', 'patch.attribute'],
  async run({ scim, given, expect, target }) {
    const path = `${target.endpoint('Group')}/${segmentOf(given.unknownId('Group'))}`
    const rename = [{ op: 'replace', path: 'displayName', value: given.unique() }]
    expect(await scim.patch(path, rename)).to.have.status(404)
  },
})

/** Checks the status of a successful PATCH of a Group (RFC 7644 §3.5.2). */
export const groupPatched: Check = defineCheck({
  id: 'scim.group.patch-answers',
  title: 'PATCH of a Group returns 200 with the Group, or 204',
  requirements: ['rfc7644-3.5.2-29'],
  dependsOn: ['groups', 'patch', 'patch.attribute'],
  async run({ scim, given, expect, skip, target }) {
    const group = await given.group()
    const path = `${target.endpoint('Group')}/${segmentOf(group.id)}`
    const response = await scim.patch(path, [{ op: 'replace', path: 'displayName', value: given.unique() }])
    if (!response.isSuccess) return skip(`a Group cannot be renamed: ${response.describe()}`, 'entra.group.rename')
    expect(response).to.have.status(200, 204)
    if (response.status === 200) expect(response.id, 'id of the Group in the response').to.equal(group.id)
  },
})
