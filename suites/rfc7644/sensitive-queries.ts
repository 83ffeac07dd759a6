import { type Check, defineCheck } from '../../harness/index.ts'
import { isJsonObject } from '../../mocks/protocol/index.ts'
import { aSharedUser } from '../support/index.ts'
import { anyOf, hitsAmong, searchByPost } from './support/query.ts'

/** Checks that a filter with personal data, which a server may reject in a URL, works by POST (RFC 7644 §7.5.2). */
export const sensitiveByPost: Check = defineCheck({
  id: 'scim.sensitive.by-post',
  title: 'A filter that is rejected in a URL because of personal data is accepted by POST',
  requirements: ['rfc7644-7.5.2-01', 'rfc7644-7.5.2-02', 'rfc7644-3.12-25'],
  dependsOn: ['search', 'filter'],
  async run(context) {
    const { scim, expect, target, requirement, inapplicable, eventually } = context
    const user = await aSharedUser(context)
    const filter = anyOf([user])
    const rejected = await scim.get(target.endpoint('User'), { query: { filter } })
    if (rejected.status !== 403) inapplicable(`the server does not reject filters in URLs: ${rejected.describe()}`)
    const { status, scimType } = isJsonObject(rejected.body) ? rejected.body : {}
    await requirement('rfc7644-7.5.2-01', () => expect(status, 'status of the error').to.equal('403'))
    if (scimType !== undefined)
      await requirement('rfc7644-3.12-25', () => expect(scimType, 'scimType').to.equal('sensitive'))
    await requirement('rfc7644-7.5.2-02', () =>
      eventually(async () => {
        const response = await searchByPost(context, { filter })
        expect(response).to.be.scimList()
        expect(hitsAmong(response, [user]), 'results of the same filter by POST').to.have.length(1)
      }),
    )
  },
})
