import { type Check, defineCheck, segmentOf } from '../../harness/index.ts'
import { query } from './support/query.ts'

/** Checks that DELETE removes the resource (RFC 7644 §3.6). */
export const deleteAnswers204: Check = defineCheck({
  id: 'scim.delete.answers-204',
  title: 'DELETE returns 204, and the resource no longer exists',
  requirements: ['rfc7644-3.6-01', 'rfc7644-3.6-03', 'rfc7644-3.6-04'],
  async run(context) {
    const { scim, given, expect, target, requirement, eventually } = context
    const user = await given.user()
    const response = await scim.delete(user)
    await requirement('rfc7644-3.6-01', () => expect(response).to.have.status(204))
    if (!response.isSuccess) return
    await requirement('rfc7644-3.6-03', () =>
      eventually(async () => void expect(await scim.get(user)).to.have.status(404)),
    )
    if (!target.capabilities.filter) return
    await requirement('rfc7644-3.6-04', () =>
      eventually(async () => void expect(await query(context, `userName eq "${user['userName']}"`)).to.be.scimList(0)),
    )
  },
})

/** Checks that DELETE of an unknown id is rejected (RFC 7644 §3.6). */
export const deleteUnknown: Check = defineCheck({
  id: 'scim.delete.unknown-id',
  title: 'DELETE of an unknown id returns 404',
  requirements: ['rfc7644-3.6-06'],
  async run({ scim, given, expect, target }) {
    expect(await scim.delete(`${target.endpoint('User')}/${segmentOf(given.unknownId('User'))}`)).to.have.status(404)
  },
})

/** Checks that the userName of a deleted User is free again (RFC 7644 §3.6). */
export const nameIsFreeAfterDelete: Check = defineCheck({
  id: 'scim.delete.frees-user-name',
  title: 'The userName of a deleted User can be used again',
  requirements: ['rfc7644-3.6-05'],
  async run({ scim, given, expect, target, skip }) {
    const { userName, ...user } = await given.user()
    const removed = await scim.delete(user)
    if (!removed.isSuccess) skip(`a User cannot be deleted: ${removed.describe()}`, 'delete.user')
    const again = await given.userBody({ userName: String(userName) })
    expect(await scim.post(target.endpoint('User'), again)).to.be.success()
  },
})
